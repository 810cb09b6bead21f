package dev.culvert.common.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Picks from what an event caused. */
final class Actions {
    private Actions() {}

    /** Messages to the peer, in order. */
    static List<byte[]> sent(List<SessionAction<String>> actions) {
        return actions.stream()
                .filter(action -> action instanceof SessionAction.Send<String>)
                .map(action -> ((SessionAction.Send<String>) action).message())
                .toList();
    }

    /** The one message to the peer. */
    static byte[] onlySent(List<SessionAction<String>> actions) {
        List<byte[]> sent = sent(actions);
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    /** The one action, a reply to whoever sent. */
    static byte[] onlyReply(List<SessionAction<String>> actions) {
        assertThat(actions).singleElement().isInstanceOf(SessionAction.Reply.class);
        return ((SessionAction.Reply<String>) actions.getFirst()).message();
    }

    /** The actions' kinds, in order. */
    static List<String> kinds(List<SessionAction<String>> actions) {
        return actions.stream().map(action -> action.getClass().getSimpleName()).toList();
    }
}
