package dev.culvert.supernode.relay;

import dev.culvert.common.path.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Which edge a token is. The conductor changes it, any thread reads it. */
public final class Tokens {
    private final Map<Long, Binding> byToken = new ConcurrentHashMap<>();
    private final RandomGenerator random;

    /** No tokens yet. */
    public Tokens(RandomGenerator random) {
        this.random = random;
    }

    /** The binding with this token, or null. Any thread. */
    @Nullable
    Binding find(long token) {
        return byToken.get(token);
    }

    /** A token for an edge that starts; an earlier one is not known any more. Conductor. */
    public long bindAnew(Binding binding, Path path) {
        unbind(binding);
        long token;
        do {
            token = random.nextLong();
        } while (token == 0 || byToken.putIfAbsent(token, binding) != null);
        binding.set(new Binding.Bound(token, path));
        return token;
    }

    /** An edge that has a token is elsewhere. Conductor. */
    public void move(Binding binding, Path path) {
        Binding.Bound bound = binding.bound();
        if (bound != null) {
            binding.set(new Binding.Bound(bound.token(), path));
        }
    }

    /** An edge is gone, and with it its token. Conductor. */
    public void unbind(Binding binding) {
        Binding.Bound bound = binding.bound();
        if (bound != null) {
            byToken.remove(bound.token());
            binding.set(null);
        }
    }
}
