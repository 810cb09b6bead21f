package dev.culvert.common.control;

import dev.culvert.common.control.pb.Control;
import dev.culvert.common.time.Limits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the control messages to and from one remote reliable: ours are repeated until they are acknowledged, the
 * remote's are done once. It outlives sessions: after a new handshake the same messages go on under the same ids. Used
 * by one thread.
 *
 * <p>Ids count up, and none is sent {@link Limits#CONTROL_WINDOW} or more above the oldest that is not acknowledged. So
 * whoever remembers the answers to that many ids has the one to every message that is repeated.
 */
public final class Exchange {
    private static final Control NOT_YET = Control.getDefaultInstance();

    private final Map<Long, Outgoing> outgoing = new LinkedHashMap<>();
    private final Map<Long, Control> answers = new LinkedHashMap<>();
    private long nextId;
    /** When the first of those was sent that others have replaced since the remote last acknowledged anything. */
    private @Nullable Long replacedSentNs;

    /**
     * An exchange with nothing said yet.
     *
     * @param random chooses the first id, so that a sender that started over is not taken for its former self
     */
    public Exchange(RandomGenerator random) {
        nextId = random.nextLong(1, 1L << 62);
    }

    /**
     * Queues a request or push; {@link #due} sends it.
     *
     * @param message without id
     * @return its id; nothing if too many are waiting: it will not be sent
     * @throws IllegalArgumentException if it is larger than a control message may be
     */
    public OptionalLong request(Control.Builder message) {
        Control control = Frame.checkedSize(message.setId(nextId).clearAck().build());
        if (outgoing.size() >= Limits.CONTROL_QUEUE) {
            return OptionalLong.empty();
        }
        outgoing.put(nextId, new Outgoing(control));
        return OptionalLong.of(nextId++);
    }

    /**
     * Queues a message that makes an earlier one pointless. That one is not repeated any more, since it might arrive
     * after this one; but that it was not acknowledged still speaks against the session.
     *
     * @param former its id; if it is not waiting any more, this is {@link #request}
     * @param message without id
     * @return the id of the new message; nothing if too many are waiting
     * @throws IllegalArgumentException if it is larger than a control message may be
     */
    public OptionalLong replace(long former, Control.Builder message) {
        Outgoing replaced = outgoing.remove(former);
        if (replaced != null && replaced.isSent()) {
            long sentNs = replaced.firstSentNs();
            if (replacedSentNs == null || sentNs - replacedSentNs < 0) {
                replacedSentNs = sentNs;
            }
        }
        return request(message);
    }

    /**
     * What is to be sent now, in the order of ids. To be called only while there are keys to send it under: what this
     * returns counts as sent.
     */
    public List<Control> due(long nowNs) {
        List<Control> due = new ArrayList<>();
        for (Outgoing message : sendable()) {
            if (message.isDue(nowNs)) {
                message.sent(nowNs);
                due.add(message.control());
            }
        }
        return due;
    }

    /**
     * For how long {@link #due} and {@link #isInDoubt} will have nothing new to say, in ns: 0 if one has now, {@link
     * Long#MAX_VALUE} if nothing waits.
     */
    public long idleNs(long nowNs) {
        long idle = Long.MAX_VALUE;
        for (Outgoing message : sendable()) {
            idle = Math.min(idle, message.idleNs(nowNs));
        }
        return replacedSentNs == null || outgoing.isEmpty()
                ? idle
                : Math.min(idle, Math.max(0, replacedSentNs + Outgoing.DOUBT_NS - nowNs));
    }

    /**
     * Whether a message was repeated in vain: the session, or the remote, is in doubt. Stays so until an
     * acknowledgement, {@link #restart} or {@link #clear}.
     */
    public boolean isInDoubt(long nowNs) {
        return (replacedSentNs != null && isWaiting() && nowNs - replacedSentNs >= Outgoing.DOUBT_NS)
                || sendable().stream().anyMatch(message -> message.isInDoubt(nowNs));
    }

    /** Whether anything waits for its acknowledgement, or to be sent. */
    public boolean isWaiting() {
        return !outgoing.isEmpty();
    }

    /** How many wait for their acknowledgement, or to be sent. */
    public int waiting() {
        return outgoing.size();
    }

    /** There is a new session: what is not acknowledged is sent as if for the first time, under its old id. */
    public void restart() {
        replacedSentNs = null;
        outgoing.values().forEach(Outgoing::restart);
    }

    /**
     * Gives up what is not acknowledged.
     *
     * @return those messages, with their ids
     */
    public List<Control> clear() {
        List<Control> dropped =
                outgoing.values().stream().map(Outgoing::control).toList();
        outgoing.clear();
        replacedSentNs = null;
        return dropped;
    }

    /** Withdraws one message, because what it asks has become pointless; nothing happens if it is not there. */
    public void cancel(long id) {
        outgoing.remove(id);
    }

    /** Takes a message that the session has authenticated. */
    public Received onMessage(Control message) {
        if (message.getAck() != 0) {
            replacedSentNs = null;
            Outgoing answered = outgoing.remove(message.getAck());
            return answered == null ? new Received.Ignored() : new Received.Answered(answered.control(), message);
        }
        long id = message.getId();
        if (id == 0) {
            return new Received.Ignored();
        }
        if (answers.containsKey(id)) {
            Control answer = answers.getOrDefault(id, NOT_YET);
            return answer.equals(NOT_YET) ? new Received.Ignored() : new Received.Repeat(answer);
        }
        answers.put(id, NOT_YET);
        if (answers.size() > Limits.CONTROL_WINDOW) {
            answers.remove(answers.keySet().iterator().next());
        }
        return message.getKindCase() == Control.KindCase.KIND_NOT_SET
                ? new Received.Unknown(acknowledge(message))
                : new Received.Fresh(message);
    }

    /**
     * Answers a message that was {@link Received.Fresh}, and remembers the answer for its repetitions.
     *
     * @param request the message
     * @param answer with a kind, without numbers
     * @return the answer to send
     * @throws IllegalArgumentException if it is larger than a control message may be
     */
    public Control answer(Control request, Control.Builder answer) {
        Control numbered =
                Frame.checkedSize(answer.clearId().setAck(request.getId()).build());
        answers.replace(request.getId(), numbered);
        return numbered;
    }

    /** The answer to what needs none but its acknowledgement; remembered as {@link #answer}'s. */
    public Control acknowledge(Control request) {
        return answer(request, Control.newBuilder());
    }

    /** Those that may be sent without going past what the remote remembers. */
    private List<Outgoing> sendable() {
        if (outgoing.isEmpty()) {
            return List.of();
        }
        long end = outgoing.keySet().iterator().next() + Limits.CONTROL_WINDOW;
        return outgoing.values().stream()
                .takeWhile(message -> message.control().getId() < end)
                .toList();
    }
}
