package dev.gregor.user;

import dev.gregor.testing.AggregateExpectations;
import dev.gregor.testing.AggregateFixture;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class UserHistoriesTest {

    private static final int SEEDS = 200;
    private static final int COMMANDS = 30;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void followTheModel(long seed) {
        Random random = new Random(seed);
        UserModel model = new UserModel();
        AggregateFixture<UserState> user = AggregateFixture.of(new User());
        Instant now = AggregateFixture.START;
        for (int i = 0; i < COMMANDS; i++) {
            SpecificRecord command = command(random);
            String code = model.handle(command, now);
            now = now.plusMillis(random.nextInt(5000));
            user = agree(user.when(command), code, model).at(now);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    private static AggregateExpectations<UserState> agree(
            AggregateExpectations<UserState> step, String code, UserModel model) {
        if (!code.isEmpty()) {
            step.expectRejection(code);
        }
        return (model.exists() ? step.expectState(model.state()) : step.expectNoState()).expectVersion(model.version());
    }

    private static SpecificRecord command(Random random) {
        String username = oneOf(random, "ann", "bob", "");
        String email = oneOf(random, "ann@example.com", "bob@example.com", "no-mail");
        return switch (random.nextInt(6)) {
            case 0 -> new Register(username, email);
            case 1 -> new Activate();
            case 2 -> new Deactivate("reason " + random.nextInt());
            case 3 -> new Reactivate();
            case 4 -> new ChangeEmail(email);
            default -> new Rename(username);
        };
    }

    private static String oneOf(Random random, String... texts) {
        return List.of(texts).get(random.nextInt(texts.length));
    }
}
