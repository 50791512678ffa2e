package dev.logplex.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseStackTest {

  private final List<String> closed = new ArrayList<>();
  private final CloseStack stack = new CloseStack();

  @Test
  void closesInReverseOrderWhateverFails() {
    stack.push("first", () -> closed.add("first"));
    stack.push(
        "failing",
        () -> {
          throw new IOException("broken");
        });
    stack.push("last", () -> closed.add("last"));
    stack.close();
    stack.close();
    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void aPartStartedTooLateIsClosedAtOnce() {
    stack.close();
    assertThatThrownBy(() -> stack.push("late", () -> closed.add("late")))
        .isInstanceOf(StartException.class);
    assertThat(closed).containsExactly("late");
  }
}
