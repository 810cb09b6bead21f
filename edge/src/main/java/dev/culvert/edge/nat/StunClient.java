package dev.culvert.edge.nat;

import dev.culvert.common.ip.Endpoint;
import dev.culvert.common.ops.CounterId;
import dev.culvert.common.ops.Counters;
import dev.culvert.common.path.Path;
import dev.culvert.common.path.UdpPort;
import dev.culvert.common.stun.StunClass;
import dev.culvert.common.stun.StunMessage;
import dev.culvert.common.stun.StunRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks STUN servers (RFC 8489, RFC 5780) by any of our ports. Conductor thread.
 *
 * <p>Each repetition is a transaction of its own, so that an answer tells which of them it answers: round trips are exact.
 * An answer counts only at the port that asked, from where it was asked for.
 */
public final class StunClient {
    /** A transaction's id; RFC 8489 wants 96 random bits. */
    private record Transaction(long high, int low) {
        static Transaction of(byte[] id) {
            ByteBuffer bytes = ByteBuffer.wrap(id);
            return new Transaction(bytes.getLong(), bytes.getInt());
        }
    }

    private record Sent(Question question, long sentNs) {}

    private final RandomGenerator random;
    private final Counters<CounterId> counters;
    private final List<Question> questions = new ArrayList<>();
    private final Map<Transaction, Sent> transactions = new HashMap<>();

    /**
     * A client that asks nobody yet.
     *
     * @param random cannot be guessed: who guesses a transaction's id answers in the server's place
     */
    public StunClient(RandomGenerator random, Counters<CounterId> counters) {
        this.random = random;
        this.counters = counters;
    }

    /**
     * Asks a server where requests of a port come from.
     *
     * @param then gets the answer, once; nothing where none came in time, the server refused, or the port was given up
     */
    public void request(
            UdpPort port, Endpoint server, StunOptions options, Consumer<Optional<StunAnswer>> then, long nowNs) {
        ask(
                port,
                server,
                options,
                (outcome, answeredNs) -> then.accept(
                        outcome instanceof StunOutcome.Answered(StunAnswer answer)
                                ? Optional.of(answer)
                                : Optional.empty()),
                nowNs);
    }

    /** As {@link #request}, and tells a refusal from silence, and what time it is. */
    void ask(UdpPort port, Endpoint server, StunOptions options, ObjLongConsumer<StunOutcome> then, long nowNs) {
        begin(new Question(port, server, port, false, options, then, nowNs), nowNs);
    }

    /** Sends to an endpoint of our own; what arrives at the other port, from wherever, is the outcome. */
    void sendToOneself(
            UdpPort from, Endpoint to, UdpPort at, StunOptions options, ObjLongConsumer<StunOutcome> then, long nowNs) {
        begin(new Question(from, to, at, true, options, then, nowNs), nowNs);
    }

    private void begin(Question question, long nowNs) {
        questions.add(question);
        sendIfDue(question, nowNs);
    }

    /** Gives up what was asked by a port, without telling anybody: before it is closed. */
    public void forget(UdpPort port) {
        questions.removeIf(question -> question.port.equals(port) || question.arrival.equals(port));
        transactions.values().removeIf(sent -> !questions.contains(sent.question));
    }

    /** A STUN response has arrived; counted if it answers nothing of ours. */
    public void onMessage(byte[] bytes, Path source, long nowNs) {
        StunMessage message = StunMessage.parse(bytes, 0, bytes.length);
        Sent sent = message == null ? null : transactions.get(Transaction.of(message.transactionId()));
        StunOutcome outcome =
                message == null || sent == null ? null : sent.question.outcome(message, sent, source, nowNs);
        if (sent == null || outcome == null) {
            counters.add(CounterId.DROP_STRAY_REPLY);
        } else {
            end(sent.question, outcome, nowNs);
        }
    }

    /** Sends what is due, and gives up what has waited long enough. */
    public void onTick(long nowNs) {
        for (Question question : List.copyOf(questions)) { // who is told may ask anew
            if (!questions.contains(question)) {
                continue;
            }
            if (nowNs - question.startNs >= question.options.patienceNs()) {
                end(question, new StunOutcome.Silent(), nowNs);
            } else {
                sendIfDue(question, nowNs);
            }
        }
    }

    /** Whether answers are waited for. */
    public boolean isBusy() {
        return !questions.isEmpty();
    }

    private void sendIfDue(Question question, long nowNs) {
        List<Long> sendsNs = question.options.sendsNs();
        while (question.sends < sendsNs.size() && nowNs - question.startNs >= sendsNs.get(question.sends)) {
            question.sends++;
            if (question.sends == sendsNs.size() || nowNs - question.startNs < sendsNs.get(question.sends)) {
                send(question, nowNs); // one of those that a late tick finds due
            }
        }
    }

    private void send(Question question, long nowNs) {
        byte[] id = new byte[StunMessage.TRANSACTION_BYTES];
        random.nextBytes(id);
        transactions.put(Transaction.of(id), new Sent(question, nowNs));
        byte[] message = question.message(id);
        int ttl = question.options.ttl();
        question.port
                .send(question.to, null, message, 0, message.length, UdpPort.ONE_DATAGRAM, ttl)
                .countLoss(counters);
    }

    private void end(Question question, StunOutcome outcome, long nowNs) {
        questions.remove(question);
        transactions.values().removeIf(sent -> sent.question == question);
        question.then.accept(outcome, nowNs);
    }

    /** Something asked, until it is answered or given up. */
    private static final class Question {
        final UdpPort port;
        final Endpoint to;
        final UdpPort arrival;
        final boolean toOneself;
        final StunOptions options;
        final ObjLongConsumer<StunOutcome> then;
        final long startNs;
        int sends;

        Question(
                UdpPort port,
                Endpoint to,
                UdpPort arrival,
                boolean toOneself,
                StunOptions options,
                ObjLongConsumer<StunOutcome> then,
                long startNs) {
            this.port = port;
            this.to = to;
            this.arrival = arrival;
            this.toOneself = toOneself;
            this.options = options;
            this.then = then;
            this.startNs = startNs;
        }

        byte[] message(byte[] id) {
            return toOneself
                    ? StunRequest.toOneself(id)
                    : StunRequest.binding(id, options.changeAddress(), options.changePort());
        }

        /** What a message under one of its ids means; null if it cannot be the answer. */
        @Nullable
        StunOutcome outcome(StunMessage message, Sent sent, Path source, long nowNs) {
            if (source.isRelayed() || !source.port().equals(arrival)) {
                return null;
            }
            if (toOneself) {
                return new StunOutcome.Arrived(source.remote());
            }
            boolean changing = options.changeAddress() || options.changePort();
            if (source.remote().equals(to) && (changing || message.kind() == StunClass.ERROR)) {
                return new StunOutcome.Refused(); // also who ignores the wish to be answered from elsewhere
            }
            Endpoint mapped = message.mappedAddress().orElse(null);
            if (message.kind() != StunClass.SUCCESS || mapped == null || !isAskedFor(source.remote())) {
                return null;
            }
            return new StunOutcome.Answered(new StunAnswer(
                    to, port, mapped, source.remote(), message.otherAddress(), sent.sentNs, nowNs - sent.sentNs));
        }

        private boolean isAskedFor(Endpoint source) {
            return source.address().equals(to.address()) != options.changeAddress()
                    && (source.port() == to.port()) != options.changePort();
        }
    }
}
