package dev.culvert.edge.config;

import dev.culvert.common.config.HostPort;
import java.util.List;
import java.util.stream.Stream;

/**
 * STUN servers that anybody may ask: of several operators on three continents, because each is out of reach from somewhere
 * and none promises to be there.
 *
 * @see <a href="https://github.com/pradt2/always-online-stun">always-online-stun</a>, a list that is checked each hour; those of
 *     Cloudflare, Bilibili and Mango TV are from EasyTier's defaults
 */
public final class PublicStunServers {
    /** All of them. */
    public static final List<HostPort> ALL = Stream.of(
                    // everywhere, but China
                    "stun.cloudflare.com:3478",
                    "stun.l.google.com:19302",
                    "stun.syncthing.net:3478",
                    // China: Xiaomi, Bilibili, Mango TV
                    "stun.miwifi.com:3478",
                    "stun.chat.bilibili.com:3478",
                    "stun.hitv.com:3478",
                    // Russia
                    "stun.fitauto.ru:3478",
                    "stun.sipnet.ru:3478",
                    // Europe
                    "stun.nextcloud.com:3478",
                    "stun.sipgate.net:3478",
                    "stun.hot-chilli.net:3478",
                    "stun.voipgate.com:3478",
                    // America
                    "stun.voip.blackberry.com:3478",
                    "stun.telnyx.com:3478")
            .map(HostPort::parse)
            .toList();

    private PublicStunServers() {}
}
