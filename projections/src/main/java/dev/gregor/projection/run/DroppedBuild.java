package dev.gregor.projection.run;

import dev.gregor.live.DaemonThreads;
import dev.gregor.projection.build.Build;
import dev.gregor.projection.build.BuildStep;
import dev.gregor.streams.StreamsSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes a build: stops it here, deletes its folder, and once no instance runs it any more its consumer group and its
 * topics. Every instance does so, and finds done what others have done.
 */
final class DroppedBuild {

    private static final Logger LOG = LoggerFactory.getLogger(DroppedBuild.class);
    private static final long PAUSE_MILLIS = 500;
    private static final long WAIT_SECONDS = 30;

    /**
     * What Kafka Streams adds to the application id; no version is in it, so that no other application's topic is meant.
     */
    private static final String INTERNAL = "-[a-z]+(-[a-z]+)*-(changelog|repartition)";

    private final BuildRunner.BuildKey key;
    private final Optional<RunningProjection> here;
    private final BuildRunner.BuildContext context;
    private final String applicationId;

    DroppedBuild(BuildRunner.BuildKey key, Optional<RunningProjection> here, BuildRunner.BuildContext context) {
        this.key = key;
        this.here = here;
        this.context = context;
        this.applicationId = context.applicationId(key);
    }

    /** Deletes what a build that is gone has left in the folder of this process. */
    static void deleteFolder(StreamsSettings settings, String applicationId) {
        try {
            Utils.delete(settings.stateDir().resolve(applicationId).toFile());
        } catch (IOException e) {
            LOG.warn("The folder {} of a deleted projection cannot be deleted: {}", applicationId, e.toString());
        }
    }

    /** Goes to work in a thread of its own. */
    void start() {
        DaemonThreads.of("gregor-drop-" + applicationId, this::run).start();
    }

    private void run() {
        here.ifPresent(RunningProjection::close);
        deleteFolder(context.settings(), applicationId);
        try (Admin admin = Admin.create(context.settings().kafka())) {
            while (isWanted() && !deletesAll(admin)) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (KafkaException e) {
            LOG.warn("{} cannot be deleted now, it is tried at the next start", applicationId, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isWanted() {
        return !context.log().isClosed()
                && context.log()
                        .of(key.projection())
                        .find(key.build())
                        .filter(build -> build.role() == Build.Role.DROPPING)
                        .isPresent();
    }

    /** Answers false if that has to be tried again, because other instances have not stopped it yet. */
    private boolean deletesAll(Admin admin) throws InterruptedException {
        try {
            deleteGroup(admin);
            deleteTopics(admin);
            await(context.log().append(key.projection(), new BuildStep.Dropped(key.build())));
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("{} cannot be deleted yet", applicationId, e);
            return false;
        }
    }

    private void deleteGroup(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            await(admin.deleteConsumerGroups(List.of(applicationId)).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
    }

    private void deleteTopics(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        Pattern internal = Pattern.compile(Pattern.quote(applicationId) + INTERNAL);
        List<String> topics = await(admin.listTopics().names()).stream()
                .filter(topic -> internal.matcher(topic).matches())
                .toList();
        try {
            await(admin.deleteTopics(topics).all());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                throw e;
            }
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
