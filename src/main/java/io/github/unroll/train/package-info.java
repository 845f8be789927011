/**
 * From a correct gradient to a model that someone trains, saves, loads and serves; the same for RNN and LSTM.
 *
 * <pre>{@code
 * Dataset data = Dataset.classification(sequences, labels, 2);       // a sequence is (nX, length): a column is a step
 *
 * RnnModel model = new RnnModel(data.nX(), 16, data.nY());           // or LstmModel
 * RnnParameters first = model.initialize(Initialization.xavier(), new SplitMix64(1));
 * Recipe recipe = Recipe.of(Loss.softmaxCrossEntropy(Reduction.MEAN), new Adam(0.01)).withClipping(Clipping.norm(1.0));
 *
 * Trainer<RnnParameters> trainer = Trainer.start(model, first, recipe, 42).listener(System.out::println);
 * trainer.train(data.batches(32), 20);
 * trainer.checkpoint().write(Path.of("model.npz"));
 *
 * Predictor predictor = Checkpoint.read(Path.of("model.npz")).predictor();
 * int label = Labels.of(predictor.predictLast(sequence))[0];
 * }</pre>
 *
 * <h2>What is here</h2>
 *
 * <ul>
 *   <li>Data: {@link io.github.unroll.train.Dataset} of sequences of any lengths, {@link io.github.unroll.train.Chunks}
 *       of a long stream, {@link io.github.unroll.train.Labels}, {@link io.github.unroll.train.Vocabulary}; both kinds
 *       give {@link io.github.unroll.train.Batches}, as anything else may.
 *   <li>Models: {@link io.github.unroll.train.RnnModel} and {@link io.github.unroll.train.LstmModel}, first parameters
 *       by {@link io.github.unroll.train.Initialization}.
 *   <li>Learning: a {@link io.github.unroll.train.Recipe} is a loss, an {@link io.github.unroll.train.Optimizer},
 *       {@link io.github.unroll.train.Clipping} and a {@link io.github.unroll.train.Schedule}; the
 *       {@link io.github.unroll.train.Trainer} repeats it.
 *   <li>Keeping and serving: {@link io.github.unroll.train.Checkpoint}, {@link io.github.unroll.train.Predictor},
 *       {@link io.github.unroll.train.Session}, {@link io.github.unroll.train.Sampling}.
 * </ul>
 *
 * <h2>Values</h2>
 *
 * <p>All but {@code Trainer}, {@code Session} and {@code SplitMix64} are immutable: an optimizer is a function from one
 * {@link io.github.unroll.train.OptimizerState} to the next, a trainer's whole state is one checkpoint. Two trainings
 * with the same data, model, first parameters, recipe and seed give the same bits on every JVM, and so does one that
 * was stopped and resumed; a schedule and a random generator of the caller's must do so themselves.
 *
 * <h2>Randomness</h2>
 *
 * <p>First parameters are drawn from a generator of the caller's. The order of the examples in an epoch is drawn from a
 * {@link io.github.unroll.train.SplitMix64} that starts anew in every epoch from the training's seed and the epoch's
 * number.
 *
 * <h2>Errors</h2>
 *
 * <p>A wrong argument is an {@link java.lang.IllegalArgumentException}:
 * {@code Adam: beta1 must be from 0 to below 1 but was 1.5}. A damaged or foreign file is an
 * {@link java.io.IOException}. A training whose loss, gradient or update is not finite ends with a
 * {@link io.github.unroll.train.DivergedException}.
 */
package io.github.unroll.train;
