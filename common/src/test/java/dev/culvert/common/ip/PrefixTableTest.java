package dev.culvert.common.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTableTest {
    /** The entries and look-ups of {@code wg_allowedips_selftest}, the kernel's {@code src/selftest/allowedips.c}. */
    @Nested
    class KernelSelfTest {
        private final PrefixTable<String> table = table(
                "192.168.4.0/24 a",
                "192.168.4.4/32 b",
                "192.168.0.0/16 c",
                "192.95.5.64/27 d",
                "192.95.5.65/27 c", // replaces the previous entry; its host bits do not count
                "2607:5300:6000:6b00::c05f:543/128 d",
                "2607:5300:6000:6b00::/64 c",
                "0.0.0.0/0 e",
                "::/0 e",
                "::/0 f", // replaces the previous entry
                "2404:6800::/32 g",
                "2404:6800:4004:800:dead:beef:dead:beef/64 h",
                "2404:6800:4004:800:dead:beef:dead:beef/128 a",
                "2444:6800:40e4:800:deae:beef:def:beef/128 c",
                "2444:6800:f0e4:800:eeae:beef::/98 b",
                "64.15.112.0/20 g",
                "64.15.123.211/25 h",
                "10.0.0.0/25 a",
                "10.0.0.128/25 b",
                "10.1.0.0/30 a",
                "10.1.0.4/30 b",
                "10.1.0.8/29 c",
                "10.1.0.16/29 d");

        @ParameterizedTest
        @CsvSource({
            "192.168.4.20, a",
            "192.168.4.0, a",
            "192.168.4.4, b",
            "192.168.200.182, c",
            "192.95.5.68, c",
            "192.95.5.96, e",
            "2607:5300:6000:6b00::c05f:543, d",
            "2607:5300:6000:6b00::c02e:1ee, c",
            "2607:5300:6000:6b01::, f",
            "2404:6800:4004:806::1006, g",
            "2404:6800:4004:806:0:1234:0:5678, g",
            "2404:67ff:4004:806:0:1234:0:5678, f",
            "2404:6801:4004:806:0:1234:0:5678, f",
            "2404:6800:4004:800:0:1234:0:5678, h",
            "2404:6800:4004:800::, h",
            "2404:6800:4004:800:1010:1010:1010:1010, h",
            "2404:6800:4004:800:dead:beef:dead:beef, a",
            "64.15.116.26, g",
            "64.15.127.3, g",
            "64.15.123.1, g",
            "64.15.123.128, h",
            "64.15.123.129, h",
            "10.0.0.52, a",
            "10.0.0.220, b",
            "10.1.0.2, a",
            "10.1.0.6, b",
            "10.1.0.10, c",
            "10.1.0.20, d"
        })
        void lookUp(String address, String owner) {
            assertThat(table.lookup(IpAddress.parse(address))).isEqualTo(owner);
        }

        /** Here a peer is removed by building the table without it. */
        @Test
        void withoutAPeer_noneOfItsAddressesIsFound() {
            String[] addresses = {"1.0.0.0", "64.0.0.0", "128.0.0.0", "192.0.0.0", "255.0.0.0"};
            String[] entries = new String[addresses.length];
            for (int i = 0; i < entries.length; i++) {
                entries[i] = addresses[i] + "/32 a";
            }
            PrefixTable<String> with = table(entries);
            PrefixTable<String> without = table("192.168.0.0/16 b");
            for (String address : addresses) {
                assertThat(with.lookup(IpAddress.parse(address))).isEqualTo("a");
                assertThat(without.lookup(IpAddress.parse(address))).isNull();
            }
            assertThat(without.lookup(IpAddress.parse("192.168.0.1"))).isEqualTo("b");
        }

        /** One entry for each bit: the deepest tree there can be. */
        @Test
        void hostsThatDifferInOneBitEach_areAllFound() {
            Map<IpPrefix, Integer> entries = new HashMap<>();
            for (int bit = 0; bit < 128; bit++) {
                entries.put(new IpPrefix(allButOne(bit), 128), bit);
            }
            PrefixTable<Integer> table = PrefixTable.of(entries);
            for (int bit = 0; bit < 128; bit++) {
                assertThat(table.lookup(allButOne(bit))).isEqualTo(bit);
            }
            assertThat(table.lookup(new IpAddress(-1, -1))).isNull();
        }

        private IpAddress allButOne(int bit) {
            long part = ~(1L << bit % 64);
            return bit < 64 ? new IpAddress(-1, part) : new IpAddress(part, -1);
        }
    }

    @Test
    void empty_findsNothing() {
        assertThat(PrefixTable.of(Map.of()).lookup(IpAddress.parse("10.0.0.1"))).isNull();
    }

    @Test
    void families_neverMeet() {
        PrefixTable<String> six = table("::/0 six", "::/96 low", "::ffff:0:0:0/95 near");
        assertThat(six.lookup(IpAddress.parse("10.0.0.1"))).isNull();
        assertThat(six.lookup(IpAddress.parse("::10.0.0.1"))).isEqualTo("low");
        PrefixTable<String> four = table("0.0.0.0/0 four");
        assertThat(four.lookup(IpAddress.parse("10.0.0.1"))).isEqualTo("four");
        assertThat(four.lookup(IpAddress.parse("::10.0.0.1"))).isNull();
        assertThat(four.lookup(IpAddress.parse("::fffe:10.0.0.1"))).isNull();
        assertThat(four.lookup(IpAddress.parse("::"))).isNull();
    }

    @Test
    void anyEntries_asASlowReferenceSays() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Map<IpPrefix, Integer> entries = new LinkedHashMap<>();
            for (int i = 0; i < 1 << seed % 10; i++) {
                IpAddress address = randomAddress(random);
                entries.put(new IpPrefix(address, random.nextInt(address.bits() + 1)), i);
                IpAddress neighbour = mutated(random, address);
                entries.put(new IpPrefix(neighbour, random.nextInt(neighbour.bits() + 1)), -i);
            }
            PrefixTable<Integer> table = PrefixTable.of(entries);
            List<IpPrefix> prefixes = List.copyOf(entries.keySet());
            for (int i = 0; i < 500; i++) {
                IpAddress near = prefixes.get(random.nextInt(prefixes.size())).address();
                for (IpAddress address : List.of(randomAddress(random), near, mutated(random, near))) {
                    assertThat(table.lookup(address))
                            .as("seed %d, %s", seed, address)
                            .isEqualTo(slow(entries, address));
                }
            }
        }
    }

    /** Of all that contain the address the longest, of equal ones the last. */
    private static @Nullable Integer slow(Map<IpPrefix, Integer> entries, IpAddress address) {
        @Nullable Integer found = null;
        int longest = -1;
        for (Map.Entry<IpPrefix, Integer> entry : entries.entrySet()) {
            IpPrefix prefix = entry.getKey();
            if (prefix.address().bits() == address.bits()
                    && prefix.length() >= longest
                    && bitsInCommon(prefix.address(), address) >= prefix.length()) {
                longest = prefix.length();
                found = entry.getValue();
            }
        }
        return found;
    }

    private static int bitsInCommon(IpAddress a, IpAddress b) {
        byte[] left = a.toInetAddress().getAddress();
        byte[] right = b.toInetAddress().getAddress();
        for (int bit = 0; bit < left.length * 8; bit++) {
            int mask = 0x80 >> bit % 8;
            if (((left[bit / 8] ^ right[bit / 8]) & mask) != 0) {
                return bit;
            }
        }
        return left.length * 8;
    }

    private static IpAddress randomAddress(Random random) {
        return random.nextBoolean()
                ? IpAddress.ofIpv4(random.nextInt())
                : new IpAddress(random.nextLong(), random.nextLong());
    }

    /** Another one of the same family whose first bits are the same. */
    private static IpAddress mutated(Random random, IpAddress address) {
        if (address.isIpv4()) {
            return IpAddress.ofIpv4(address.ipv4Bits() ^ random.nextInt() >>> random.nextInt(32));
        }
        return random.nextBoolean()
                ? new IpAddress(address.high(), address.low() ^ random.nextLong() >>> random.nextInt(64))
                : new IpAddress(address.high() ^ random.nextLong() >>> random.nextInt(64), random.nextLong());
    }

    private static PrefixTable<String> table(String... entries) {
        Map<IpPrefix, String> prefixes = new LinkedHashMap<>();
        for (String entry : entries) {
            String[] parts = entry.split(" ", 2);
            prefixes.put(IpPrefix.parse(parts[0]), parts[1]);
        }
        return PrefixTable.of(prefixes);
    }
}
