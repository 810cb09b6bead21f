package dev.culvert.common.control;

import dev.culvert.common.control.pb.Control;

/** What a control message that came in means to its {@link Exchange}. */
public sealed interface Received {
    /**
     * A request or push, for the first time: do what it asks, and send what {@link Exchange#answer} or {@link
     * Exchange#acknowledge} returns. If neither is called, the sender repeats it, and it is ignored.
     */
    record Fresh(Control message) implements Received {}

    /** A message that was answered before: send the same answer again, do nothing. */
    record Repeat(Control answer) implements Received {}

    /**
     * A request or push of ours was received; it is not repeated any more.
     *
     * @param request what we had sent
     * @param answer the answer; its kind is not set if it is a bare acknowledgement
     */
    record Answered(Control request, Control answer) implements Received {}

    /** A kind that this version does not know: send the acknowledgement, count it, and do nothing. */
    record Unknown(Control acknowledgement) implements Received {}

    /** Nothing to do: an answer that came before or answers nothing of ours, or a message without any number. */
    record Ignored() implements Received {}
}
