package dev.culvert.common.ops;

/** What is counted, one constant an event. Every packet or message that is dropped increments exactly one. */
public enum CounterId {
    /** A datagram in no language of ours. */
    DROP_UNKNOWN_MESSAGE,
    /** A data message for an index that is not in use: keys forgotten, or a datagram that was reflected. */
    DROP_UNKNOWN_INDEX,
    /** A relayed datagram that does not show that a supernode of ours forwarded it. */
    DROP_RELAY_TOKEN,
    /** A HELLO-REPLY, KEEP-REPLY, HINT or STUN response among too many: strangers must not fill the conductor's queue. */
    DROP_UNSEALED_RATE,
    /** A ping, pong or control message of a peer that sends too many. */
    DROP_FRAME_RATE,
    /** A data message under keys older than they may be used. */
    DROP_EXPIRED_KEY,
    /** A data message that is not authentic. */
    DROP_BAD_TAG,
    /** A data message whose counter was seen before. */
    DROP_REPLAY_DUPLICATE,
    /** A data message whose counter is behind the replay window. */
    DROP_REPLAY_TOO_OLD,
    /** A decrypted packet that is no whole IP packet. */
    DROP_MALFORMED_INNER,
    /** A decrypted packet from an address that is not its peer's. */
    DROP_INNER_SOURCE,
    /** The TUN device refused a packet: its queue is full or the interface is down. */
    DROP_TUN_WRITE,
    /** A super-packet that the kernel refused: its packets were written one by one. */
    SUPER_PACKETS_REFUSED,
    /** A packet from the TUN device that is no whole IP packet. */
    DROP_MALFORMED_TUN,
    /** A packet to an overlay address that no peer has. */
    DROP_NO_PEER,
    /** A packet to a peer whose endpoint is not known. */
    DROP_NO_ENDPOINT,
    /** A packet that waited for a handshake in vain, or behind more than may wait. */
    DROP_STAGED,
    /** A packet that waited in vain for a path that may carry it: {@code --path direct}, or no supernode relays. */
    DROP_NO_DIRECT_PATH,
    /** A handshake message or ping of a member that came straight, where {@code --path relay} wants none. */
    DROP_DIRECT_REFUSED,
    /** The socket's send buffer stayed full. */
    DROP_SEND_FULL,
    /** A datagram larger than the outer path takes. */
    DROP_SEND_TOO_BIG,
    /** The kernel refused to send: no route, or the network is down. */
    DROP_SEND_FAILED,
    /** Sends of several datagrams that kernel, device or an option did not allow: they were sent one at a time. */
    SENDS_NOT_DIVIDED,
    /** A packet from the TUN device that its peer's path does not carry, and that must not be fragmented. */
    DROP_PACKET_TOO_BIG,
    /** Of their senders: told by ICMP; the others were told too often, or must not be. */
    TOO_BIG_TOLD,
    /** An IPv6 packet that every link has to carry, and its peer's path does not. */
    DROP_BELOW_IPV6_LEAST,
    /** IPv4 packets that were divided because their peer's path does not carry them whole. */
    PACKETS_FRAGMENTED,
    /** Copies sent by a second path, while it is not certain that the first one carries them. */
    MIRROR_SENT,
    /** Such copies that were not sent: the time or the bytes for them are used up. */
    MIRROR_WITHHELD,
    /** Such copies that the socket refused. */
    MIRROR_FAILED,
    /** Reports to the conductor that a path's first link takes less than was sent. */
    PATHS_TOO_NARROW,
    /** The conductor's queue was full. */
    DROP_EVENT_QUEUE_FULL,
    /** A handshake message whose mac1 is wrong: its sender does not know our public key. */
    DROP_BAD_MAC1,
    /** A handshake message under load without a cookie; a cookie reply was sent. */
    COOKIE_DEMANDED,
    /** A handshake message from a source that sends too many while under load. */
    DROP_HANDSHAKE_RATE,
    /** An initiation that is not authentic. */
    DROP_BAD_INITIATION,
    /** An initiation in a cipher suite that this edge does not offer, or not to stock peers. */
    DROP_SUITE_NOT_OFFERED,
    /** An initiation by a key that is no peer of ours. */
    DROP_UNKNOWN_PEER,
    /** An initiation that was seen before, or is older than one seen. */
    DROP_INITIATION_REPLAY,
    /** An initiation too soon after the same peer's last. */
    DROP_INITIATION_FLOOD,
    /** A response that is not authentic, or answers nothing that we asked. */
    DROP_BAD_RESPONSE,
    /** A cookie reply that is not authentic, or answers nothing that we sent. */
    DROP_BAD_COOKIE_REPLY,
    /** Initiations sent. */
    INITIATIONS_SENT,
    /** Sessions made, by either side. */
    SESSIONS_MADE,
    /** Handshakes given up because nobody answered. */
    HANDSHAKES_GIVEN_UP,
    /** Authentic packets from a new endpoint, which the peer moved to. */
    ENDPOINT_MOVES,
    /** A relayed datagram whose id stands for no pair: the supernode or the relation is new. */
    DROP_RELAY_UNKNOWN,
    /** A relayed datagram whose token, or whose source, is not that of the id's edge. */
    DROP_RELAY_REFUSED,
    /** A relayed datagram to an edge that is not here. */
    DROP_RELAY_NO_RECEIVER,
    /** A relayed datagram beyond what a pair may send. */
    DROP_RELAY_PAIR_RATE,
    /** A relayed datagram beyond what a community may send. */
    DROP_RELAY_COMMUNITY_RATE,
    /** A KEEP with a token that is not known. */
    DROP_UNKNOWN_TOKEN,
    /** A HELLO from a source that sends too many. */
    DROP_HELLO_RATE,
    /** A STUN message from a source that sends too many. */
    DROP_STUN_RATE,
    /** HELLOs answered. */
    HELLOS_ANSWERED,
    /** STUN Binding requests answered. */
    STUN_ANSWERED,
    /** Hints sent about what is not known. */
    HINTS_SENT,
    /** Hints not sent, because their source or all together cause too many. */
    HINTS_WITHHELD,
    /** Registrations granted for the first time, or after an absence. */
    EDGES_REGISTERED,
    /** Registrations refused, whatever the reason. */
    REGISTRATIONS_REFUSED,
    /** Of those: a cap was reached. */
    CAP_REACHED,
    /** Introductions without a relay, because no more pairs may have one. */
    RELAYS_EXHAUSTED,
    /** Introductions without a relay, because the community has its share of the relays. */
    RELAY_SHARE_REACHED,
    /** Introductions refused, because no more pairs, or no more of the community, may know each other. */
    INTRODUCTIONS_REFUSED,
    /** Lookups that wait for their turn, because their edge asks too often. */
    LOOKUPS_DEFERRED,
    /** Control messages given up, because the remote does not answer or is gone. */
    CONTROL_GIVEN_UP,
    /** Lookups that nobody answered in time. */
    LOOKUPS_UNANSWERED,
    /** A plaintext of a Culvert session that is neither an IP packet nor a control frame of a known version. */
    DROP_BAD_CONTROL,
    /** A control message of a kind that this version does not know: acknowledged and ignored. */
    CONTROL_UNKNOWN,
    /** A control message that was not sent: too many wait for the same remote. */
    DROP_CONTROL_QUEUE_FULL,
    /** A control message that was not sent: too many wait for all remotes together, and the most for such as this. */
    DROP_CONTROL_QUEUES_FULL,
    /** A record that is malformed, or whose signature or certificate is not genuine. */
    DROP_BAD_RECORD,
    /** A HELLO-REPLY, KEEP-REPLY or STUN response that answers nothing of ours. */
    DROP_STRAY_REPLY,
    /** A HINT that shows no knowledge of our packets, or comes too soon after another. */
    DROP_STRAY_HINT,
    /** A packet whose destination no supernode knew, or that waited behind more than may wait. */
    DROP_LOOKUP,
    /** A packet of a peer whose record did not come, or behind more than may wait for it. */
    DROP_EARLY,
    /** An introduction to a peer whose address another one has, or that has taken another signature key. */
    DROP_CONFLICTING_PEER,
    /** Local ports that could not be opened or listened to: no descriptor, or no memory. */
    PORTS_REFUSED,
    /** Openers and pings on trial that were not sent: too many to that address, or to too many that only peers have named. */
    PROBES_REFUSED,
    /** A router's report of a datagram, beyond those that one port may cause, or after it was closed. */
    DROP_ICMP_ERROR
}
