package io.github.unroll.examples;

import io.github.unroll.Loss;
import io.github.unroll.Parameters;
import io.github.unroll.Reduction;
import io.github.unroll.train.Adam;
import io.github.unroll.train.Checkpoint;
import io.github.unroll.train.Chunks;
import io.github.unroll.train.Clipping;
import io.github.unroll.train.Initialization;
import io.github.unroll.train.Initializer;
import io.github.unroll.train.Labels;
import io.github.unroll.train.LstmModel;
import io.github.unroll.train.Model;
import io.github.unroll.train.Predictor;
import io.github.unroll.train.Recipe;
import io.github.unroll.train.RnnModel;
import io.github.unroll.train.Sampling;
import io.github.unroll.train.Session;
import io.github.unroll.train.SplitMix64;
import io.github.unroll.train.Trainer;
import io.github.unroll.train.Vocabulary;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A model of a text, character by character: truncated backpropagation through time along the text, gradients clipped by
 * their norm, samples that get better while it learns.
 *
 * <p>A checkpoint is written after every epoch. The same command again goes on from it, for as many epochs more, with the
 * bits of a training that was never interrupted.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.examples.CharacterModel
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.examples.CharacterModel -Dexec.args="README.md rnn 10"
 * }</pre>
 */
public final class CharacterModel {

    private static final String USAGE = """
            arguments: [--fresh] [file [rnn|lstm [epochs [seed]]]]
              --fresh   does not go on from target/character-model.npz
              file      any text in UTF-8, LICENSE if none is given
              rnn|lstm  lstm if not given
              epochs    how many more, 30 if not given
              seed      1 if not given""";

    private static final double TEMPERATURE = 0.7;
    private static final Loss LOSS = Loss.softmaxCrossEntropy(Reduction.MEAN);

    /**
     * What is asked for.
     *
     * @param fresh whether a checkpoint is passed over and replaced
     * @param file the text
     * @param lstm or else a vanilla RNN
     * @param epochs how many more
     * @param seed of everything that is drawn
     * @param units nA
     * @param checkpoint where the training is kept
     */
    record Settings(boolean fresh, Path file, boolean lstm, int epochs, long seed, int units, Path checkpoint) {

        static Settings of(String... args) {
            List<String> given = new ArrayList<>(List.of(args));
            boolean fresh = given.remove("--fresh");
            List<String> all = new ArrayList<>(List.of("LICENSE", "lstm", "30", "1"));
            for (int i = 0; i < given.size(); i++) {
                all.set(i, given.get(i));
            }
            String kind = all.get(1);
            int epochs = Integer.parseInt(all.get(2));
            if (!kind.equals("rnn") && !kind.equals("lstm") || epochs < 0) {
                throw new IllegalArgumentException();
            }
            Path checkpoint = Path.of("target", "character-model.npz");
            long seed = Long.parseLong(all.get(3));
            return new Settings(fresh, Path.of(all.get(0)), kind.equals("lstm"), epochs, seed, 64, checkpoint);
        }
    }

    private CharacterModel() {}

    /**
     * Trains, and shows samples.
     *
     * @param args none, or as the usage message says
     * @throws IOException if the text cannot be read or the checkpoint not be read or written
     */
    public static void main(String[] args) throws IOException {
        Settings settings;
        try {
            settings = Settings.of(args);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            System.out.println(USAGE);
            return;
        }
        run(System.out, settings);
    }

    /**
     * Trains.
     *
     * @return the loss on the text at the start of this run and at its end
     */
    static double[] run(PrintStream out, Settings settings) throws IOException {
        String text = Files.readString(settings.file).replaceAll(" +", " ");
        Vocabulary vocabulary = Vocabulary.of(text);
        int n = vocabulary.size();
        Initialization initialization = Initialization.xavier().withRecurrent(Initializer.orthogonal());
        return settings.lstm
                ? run(out, settings, text, new LstmModel(n, settings.units, n), initialization.withForgetBias(1))
                : run(out, settings, text, new RnnModel(n, settings.units, n), initialization);
    }

    private static <P extends Parameters<P>> double[] run(
            PrintStream out, Settings settings, String text, Model<P> model, Initialization initialization)
            throws IOException {
        Vocabulary vocabulary = Vocabulary.of(text);
        Chunks chunks =
                Chunks.nextLabel(vocabulary.encode(text), vocabulary.size(), 8, 40); // 8 streams, 40 steps a chunk
        Recipe recipe = Recipe.of(LOSS, new Adam(settings.lstm ? 0.01 : 0.005)).withClipping(Clipping.norm(1));
        out.printf("%s: %d characters, %d different%n", settings.file, text.length(), vocabulary.size());

        Trainer<P> trainer = resume(out, settings, text, model, recipe);
        if (trainer == null) {
            P first = model.initialize(initialization, new SplitMix64(settings.seed));
            trainer = Trainer.start(model, first, recipe, settings.seed);
            out.printf("starting from %s%n", model);
        }
        int done = trainer.checkpoint().position().epoch();
        double before = show(out, settings, trainer.checkpoint(), vocabulary, chunks);
        train(out, settings, text, trainer, vocabulary, chunks, done + settings.epochs);
        double after = Predictor.of(model, trainer.parameters()).loss(LOSS, chunks);
        out.printf("%n%s holds the model; the same command again goes on from there%n", settings.checkpoint);
        return new double[] {before, after};
    }

    /** A trainer that goes on from the checkpoint, or null if there is none that fits. */
    private static <P extends Parameters<P>> Trainer<P> resume(
            PrintStream out, Settings settings, String text, Model<P> model, Recipe recipe) throws IOException {
        if (settings.fresh || !Files.exists(settings.checkpoint)) {
            return null;
        }
        Checkpoint<?> any = Checkpoint.read(settings.checkpoint);
        boolean fits = any.model().equals(model)
                && any.recipe().equals(recipe.summary())
                && any.position().seed() == settings.seed
                && any.notes().equals(Map.of("text", text));
        if (!fits) {
            out.printf("%s is of another text, model or seed: it will be replaced%n", settings.checkpoint);
            return null;
        }
        Checkpoint<P> checkpoint = Checkpoint.read(settings.checkpoint, model);
        out.printf(
                "going on from %s after epoch %d%n",
                settings.checkpoint, checkpoint.position().epoch());
        return Trainer.resume(checkpoint, recipe);
    }

    private static <P extends Parameters<P>> void train(
            PrintStream out,
            Settings settings,
            String text,
            Trainer<P> trainer,
            Vocabulary vocabulary,
            Chunks chunks,
            int last)
            throws IOException {
        if (settings.checkpoint.getParent() != null) {
            Files.createDirectories(settings.checkpoint.getParent());
        }
        int first = last - settings.epochs;
        ProgressLine line = new ProgressLine(out);
        double[] sum = {0};
        trainer.listener(progress -> {
            double done =
                    (progress.epoch() - 1 - first + progress.batch() / (double) progress.batches()) / settings.epochs;
            String state = "epoch %d, %.3f nats a character".formatted(progress.epoch(), progress.loss());
            line.show(done, state);
        });
        for (int epoch = first + 1; epoch <= last; epoch++) {
            trainer.train(chunks, epoch);
            trainer.checkpoint().withNote("text", text).write(settings.checkpoint);
            if (epoch == last || isStage(epoch)) {
                line.clear();
                show(out, settings, trainer.checkpoint(), vocabulary, chunks);
            }
        }
    }

    private static boolean isStage(int epoch) {
        return epoch == 1 || epoch == 3 || epoch % 10 == 0;
    }

    private static double show(
            PrintStream out, Settings settings, Checkpoint<?> checkpoint, Vocabulary vocabulary, Chunks chunks) {
        Predictor predictor = checkpoint.predictor();
        double loss = predictor.loss(LOSS, chunks);
        int epoch = checkpoint.position().epoch();
        out.printf(
                Locale.ROOT,
                "%nafter epoch %d: %.3f nats = %.3f bits a character of the text; a sample:%n",
                epoch,
                loss,
                loss / Math.log(2));
        String sample = sample(predictor, vocabulary, 240, new SplitMix64(settings.seed + epoch));
        sample.lines().forEach(row -> out.println("   | " + row));
        return loss;
    }

    /** Characters drawn one after the other, each from what the model expects after those before it. */
    private static String sample(Predictor predictor, Vocabulary vocabulary, int length, RandomGenerator random) {
        Session session = predictor.session(1);
        int[] labels = new int[length];
        int label = 0; // the first of the vocabulary: usually the line break
        for (int i = 0; i < length; i++) {
            label = Sampling.draw(session.step(Labels.oneHot(vocabulary.size(), label)), TEMPERATURE, random)[0];
            labels[i] = label;
        }
        return vocabulary.decode(labels);
    }
}
