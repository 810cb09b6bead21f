package dev.culvert.common.loop;

import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** Starts the threads that wait: netty's event loops, one thread each. */
public final class EventLoops {
    private static final long JOIN_SECONDS = 5;

    private EventLoops() {}

    /** Starts one; undoing it ends its thread. */
    public static IoEventLoop open(String name, UndoStack undo) {
        var group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name), EpollIoHandler.newFactory());
        undo.add(
                "stop the " + name,
                () -> group.shutdownGracefully(0, JOIN_SECONDS, TimeUnit.SECONDS)
                        .awaitUninterruptibly(JOIN_SECONDS, TimeUnit.SECONDS));
        return group.next();
    }
}
