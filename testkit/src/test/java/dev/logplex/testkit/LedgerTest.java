package dev.logplex.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

  private final Ledger ledger = new Ledger();
  private final SentLines sent = new SentLines();

  @Test
  void lines_in_order_leave_clean_books() {
    sent.acknowledged(1, 0, 20);
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));
    ledger.accept(RequestOctets.from(11).numbers(10, 19).id("B"));

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.unique()).isEqualTo(20);
    assertThat(ledger.duplicates()).isZero();
    assertThat(ledger.outOfOrder()).isZero();
    assertThat(ledger.audit(sent)).isEqualTo(new Audit(20, 20, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void a_repeated_range_makes_duplicates_but_no_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));
    ledger.accept(RequestOctets.from(6).numbers(5, 14).id("B"));

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.duplicates()).isEqualTo(5);
    assertThat(ledger.duplicatesOutsideRepeats()).isZero();
    assertThat(ledger.outOfOrder()).isZero();
    assertThat(ledger.unique()).isEqualTo(15);
  }

  @Test
  void a_line_that_comes_again_under_a_new_sequence_is_a_duplicate_outside_repeats() {
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));
    ledger.accept(RequestOctets.from(11).numbers(9, 12).id("B"));

    assertThat(ledger.duplicates()).isEqualTo(1);
    assertThat(ledger.duplicatesOutsideRepeats()).isEqualTo(1);
  }

  @Test
  void a_repeated_range_with_other_lines_is_a_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));
    ledger.accept(RequestOctets.from(1).numbers(100, 109).id("B"));

    assertThat(ledger.faults()).isNotEmpty().first().asString().contains("with another line");
  }

  @Test
  void a_line_behind_a_later_one_is_out_of_order() {
    ledger.accept(RequestOctets.from(1).line(1, 0).line(1, 2).line(1, 1).line(1, 3).id("A"));

    assertThat(ledger.outOfOrder()).isEqualTo(1);
  }

  @Test
  void disorder_inside_a_repeated_range_is_found_too() {
    ledger.accept(RequestOctets.from(1).numbers(0, 2).id("A"));
    ledger.accept(RequestOctets.from(1).line(1, 0).line(1, 2).line(1, 1).id("B"));

    assertThat(ledger.outOfOrder()).isEqualTo(1);
  }

  @Test
  void timelines_may_interleave() {
    ledger.accept(RequestOctets.from(1).line(1, 7).line(2, 0).line(1, 8).line(2, 1).id("A"));

    assertThat(ledger.outOfOrder()).isZero();
  }

  @Test
  void a_gap_told_at_its_place_is_explained() {
    sent.acknowledged(1, 0, 20);
    ledger.accept(RequestOctets.from(1).numbers(0, 4).id("A"));
    ledger.accept(RequestOctets.from(11).lost(5).numbers(10, 19).id("B"));

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.lossNotices()).isEqualTo(1);
    assertThat(ledger.untold()).isZero();
    assertThat(ledger.audit(sent)).isEqualTo(new Audit(20, 15, 5, 5, 0, 0, 0, 0));
  }

  @Test
  void a_gap_nobody_tells_of_is_a_fault_and_unexplained() {
    sent.acknowledged(1, 0, 20);
    ledger.accept(RequestOctets.from(1).numbers(0, 4).id("A"));
    ledger.accept(RequestOctets.from(11).numbers(10, 19).id("B"));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("tells of 0");
    assertThat(ledger.untold()).isEqualTo(5);
    assertThat(ledger.audit(sent).unexplained()).isEqualTo(5);
  }

  @Test
  void a_gap_told_too_small_is_a_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 4).id("A"));
    ledger.accept(RequestOctets.from(11).lost(4).numbers(10, 19).id("B"));

    assertThat(ledger.faults()).hasSize(1);
    assertThat(ledger.untold()).isEqualTo(1);
  }

  @Test
  void a_loss_told_of_lines_that_were_received_is_counted() {
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));
    ledger.accept(RequestOctets.from(11).lost(3).numbers(10, 19).id("B"));

    assertThat(ledger.toldLost()).isZero();
    assertThat(ledger.toldLostButReceived()).isEqualTo(3);
  }

  @Test
  void lines_missing_behind_the_last_request_are_unexplained() {
    sent.acknowledged(1, 0, 12);
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));

    assertThat(ledger.audit(sent).unexplained()).isEqualTo(2);
  }

  @Test
  void a_line_lost_before_it_had_a_sequence_is_unexplained() {
    sent.acknowledged(1, 0, 10);
    ledger.accept(RequestOctets.from(1).numbers(0, 3).numbers(5, 9).id("A"));

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.untold()).isZero();
    assertThat(ledger.audit(sent).unexplained()).isEqualTo(1);
  }

  @Test
  void unknown_lines_may_arrive_or_not_and_refused_ones_are_reported() {
    sent.acknowledged(1, 0, 5);
    sent.unknown(1, 5, 5);
    sent.refused(1, 10, 5);
    ledger.accept(RequestOctets.from(1).numbers(0, 6).line(1, 12).line(1, 99).id("A"));

    assertThat(ledger.audit(sent)).isEqualTo(new Audit(5, 9, 0, 0, 0, 0, 1, 1));
  }

  @Test
  void the_loss_frame_must_come_first() {
    ledger.accept(RequestOctets.from(6).numbers(5, 6).lost(5).id("A"));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("L10 frame at place 3");
  }

  @Test
  void a_wrong_message_count_is_a_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 4).id("A", 6));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("announces 6 frames");
  }

  @Test
  void a_sequence_range_of_another_length_is_a_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 4).to(6));

    assertThat(ledger.faults()).isNotEmpty().first().asString().contains("has 5 lines");
  }

  @Test
  void a_drop_count_that_differs_from_the_loss_frame_is_a_fault() {
    ledger.accept(RequestOctets.from(6).lost(5).numbers(5, 6).dropCount(4));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("Logplex-Drop-Count 4");
  }

  @Test
  void another_body_under_the_same_frame_id_is_a_fault() {
    ledger.refuse(RequestOctets.from(1).numbers(0, 4).id("A"));
    ledger.accept(RequestOctets.from(1).numbers(0, 5).id("A"));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("same Logplex-Frame-Id");
    assertThat(ledger.refused()).isEqualTo(1);
  }

  @Test
  void lines_for_another_drain_are_a_fault() {
    ledger.accept(RequestOctets.from(1).numbers(0, 4).forDrain("d.1"));
    ledger.accept(RequestOctets.from(6).numbers(5, 9).forDrain("d.2"));

    assertThat(ledger.faults()).hasSize(1).first().asString().contains("came for drain d.2");
  }

  @Test
  void malformed_frames_are_faults() {
    ledger.accept(RequestOctets.from(1).octets("13 <190>1 short").id("A", 1));
    ledger.accept(RequestOctets.from(2).octets("7 <190>1\n").id("B", 1));
    ledger.accept(RequestOctets.from(3).octets("012 <190>1 a b c d e\n").id("C", 1));
    ledger.accept(RequestOctets.from(4).octets("27 <190>1 t vm7 app web.1 - x\n").id("D", 1));
    ledger.accept(RequestOctets.from(5).octets("29 <190>1 t host app web.1 - xyz").id("E", 1));

    assertThat(ledger.faults())
        .satisfiesExactly(
            f -> assertThat(f).contains("truncated"),
            f -> assertThat(f).contains("too few fields"),
            f -> assertThat(f).contains("no octet count"),
            f -> assertThat(f).contains("another host name"),
            f -> assertThat(f).contains("no line feed"));
  }

  @Test
  void lines_of_others_are_counted_apart() {
    ledger.accept(RequestOctets.from(1).numbers(0, 1).foreignLine().id("A"));

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.foreign()).isEqualTo(1);
    assertThat(ledger.lines()).isEqualTo(3);
    assertThat(ledger.unique()).isEqualTo(2);
  }

  @Test
  void the_newest_numbers_are_those_received_last_in_a_timeline() {
    ledger.accept(RequestOctets.from(1).numbers(0, 3).line(2, 50).numbers(7, 9).id("A"));

    assertThat(ledger.newest(1, 4)).containsExactly(3L, 7L, 8L, 9L);
    assertThat(ledger.newest(1, 100)).hasSize(7);
    assertThat(ledger.newest(3, 4)).isEmpty();
  }

  @Test
  void latency_is_counted_per_line() {
    ledger.accept(RequestOctets.from(1).numbers(0, 9).id("A"));

    assertThat(ledger.takeLatency().getTotalCount()).isEqualTo(10);
    assertThat(ledger.takeLatency().getTotalCount()).isZero();
  }
}
