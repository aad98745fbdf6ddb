package dev.gregor.sql.sink;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection as handlers get it: it does not end the transaction, and remembers whether a statement has failed. PostgreSQL ends a
 * transaction in which one has, and drivers may commit what is left without a word.
 */
final class GuardedConnection {

    private static final Set<String> ENDING = Set.of("commit", "setAutoCommit", "close", "abort");

    private final Connection guarded;
    private @Nullable SQLException failure;

    GuardedConnection(Connection connection) {
        this.guarded = (Connection) wrap(Connection.class, connection);
    }

    Connection connection() {
        return guarded;
    }

    /**
     * Ends the work of handlers.
     *
     * @throws SQLException if a statement has failed, although nobody may have told
     */
    void requireNoFailure() throws SQLException {
        if (failure != null) {
            throw failure;
        }
    }

    private Object wrap(Class<?> type, Object target) {
        InvocationHandler handler = (proxy, method, arguments) -> invoke(target, method, arguments);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        if (target instanceof Connection && ends(method)) {
            throw new IllegalStateException(
                    "%s() would end the transaction, in which the event is noted as applied, too; leave that to the sink"
                            .formatted(method.getName()));
        }
        if (target instanceof Statement && method.getName().equals("getConnection")) {
            return guarded;
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof Statement ? wrap(method.getReturnType(), result) : result;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql && failure == null) {
                failure = sql;
            }
            throw e.getCause();
        }
    }

    private static boolean ends(Method method) {
        return ENDING.contains(method.getName())
                || (method.getName().equals("rollback") && method.getParameterCount() == 0);
    }
}
