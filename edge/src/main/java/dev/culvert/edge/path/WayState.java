package dev.culvert.edge.path;

/**
 * Where a path stands.
 *
 * <pre>
 *            pong            padded pong           1.2 s silent          3 data-sized pongs
 *  Probing ───────► Sizing ───────────────► Usable ────────────► Dead ────────────────────► Usable
 *     │ no pong        │ none                 │ 30 min idle        │ 60 s
 *     ▼                ▼                      ▼                    ▼
 *   forgotten       forgotten             forgotten            forgotten
 * </pre>
 *
 * Relays begin as usable, and are never given up: the supernode says when one is gone.
 */
public sealed interface WayState {
    /** It is pinged and has not answered yet. */
    record Probing() implements WayState {}

    /** It has answered; how large a packet it carries is not known, and none is sent by it. */
    record Sizing() implements WayState {}

    /** It may carry data. */
    record Usable() implements WayState {}

    /**
     * It carried data and fell silent.
     *
     * @param sinceNs when that was decided
     * @param pongsInARow data-sized pings that it has answered since, without a miss
     */
    record Dead(long sinceNs, int pongsInARow) implements WayState {}
}
