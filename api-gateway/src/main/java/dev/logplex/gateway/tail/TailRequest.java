package dev.logplex.gateway.tail;

/**
 * What a tail's reader asked for.
 *
 * @param channelId the channel
 * @param incarnation which channel of that id
 * @param view which lines, and how they look
 * @param num lines of history, for a reader who has seen nothing
 * @param seen number of the last line the reader has seen; {@link Tail#NOTHING_SEEN} for none
 * @param keepsHistory whether the channel has history
 */
record TailRequest(
    String channelId, long incarnation, View view, int num, long seen, boolean keepsHistory) {}
