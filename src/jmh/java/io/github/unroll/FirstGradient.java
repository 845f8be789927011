package io.github.unroll;

import java.util.List;
import java.util.Random;

/**
 * From {@code java} to the first gradient of the "notebook" case, nothing else: time the whole process.
 *
 * <pre>{@code time java -cp target/jmh/classes:target/jmh/test-classes io.github.unroll.FirstGradient}</pre>
 */
public final class FirstGradient {

    private FirstGradient() {}

    public static void main(String[] args) {
        Random random = new Random(1);
        RnnParameters parameters = new RnnParameters(
                Matrix.generate(5, 3, random::nextGaussian),
                Matrix.generate(5, 5, random::nextGaussian),
                Matrix.generate(2, 5, random::nextGaussian),
                Matrix.zeros(5, 1),
                Matrix.zeros(2, 1));
        Matrix xt = Matrix.generate(3, 10, random::nextGaussian);
        Matrix target = Matrix.generate(2, 10, () -> 0.5);
        RnnForward forward =
                new RnnSequence(new RnnCell()).forward(List.of(xt, xt, xt, xt), Matrix.zeros(5, 10), parameters);
        Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);
        System.out.println(Bptt.backward(loss, List.of(target, target, target, target), forward)
                .dWaa());
    }
}
