package io.github.unroll;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * How time and memory grow with T and with m: one unit of work (forward, softmax cross-entropy at every step, all gradients),
 * the best of several, and the bytes it allocates beside {@code T m (nX + nA + nY)} doubles.
 *
 * <pre>{@code mvn -q -Pjmh test-compile exec:java -Dexec.mainClass=io.github.unroll.Growth}</pre>
 */
public final class Growth {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Growth() {}

    public static void main(String[] args) {
        measure(4, 16, 3, 1, 100); // warms up
        System.out.println("nX = 4, nA = 16, nY = 3, m = 1");
        System.out.println(
                "      T    m   us per step   ns per step and example   MB allocated   of T m (nX + nA + nY) doubles");
        for (int steps : new int[] {10, 100, 1_000, 10_000, 100_000}) {
            measure(4, 16, 3, 1, steps);
        }
        System.out.println("nX = 16, nA = 64, nY = 8, T = 50");
        for (int m : new int[] {1, 4, 16, 64, 256}) {
            measure(16, 64, 8, m, 50);
        }
        System.out.println("case large");
        measure(128, 512, 64, 64, 50);
    }

    private static void measure(int nX, int nA, int nY, int m, int T) {
        Random random = new Random(1);
        RnnParameters parameters = new RnnParameters(
                draw(random, nA, nX),
                draw(random, nA, nA),
                draw(random, nY, nA),
                Matrix.zeros(nA, 1),
                Matrix.zeros(nY, 1));
        List<Matrix> x = new ArrayList<>();
        for (int t = 0; t < T; t++) {
            x.add(draw(random, nX, m));
        }
        double[][] first = new double[nY][m];
        Arrays.fill(first[0], 1.0);
        Targets targets = Targets.everyStep(Collections.nCopies(T, Matrix.of(first)));
        Matrix a0 = Matrix.zeros(nA, m);
        RnnSequence rnn = new RnnSequence(new RnnCell());
        Loss loss = Loss.softmaxCrossEntropy(Reduction.MEAN);
        long best = Long.MAX_VALUE;
        long bytes = Long.MAX_VALUE;
        double check = 0;
        long end = System.nanoTime() + 2_000_000_000L;
        while (System.nanoTime() < end || best == Long.MAX_VALUE) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            check +=
                    Bptt.backward(loss, targets, rnn.forward(x, a0, parameters)).loss();
            best = Math.min(best, System.nanoTime() - start);
            bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - allocated);
        }
        double unit = 8.0 * T * m * (nX + nA + nY);
        System.out.printf(
                Locale.ROOT,
                "%7d %4d %13.3f %25.1f %14.2f %10.2f%s%n",
                T,
                m,
                best * 1e-3 / T,
                (double) best / T / m,
                bytes * 1e-6,
                bytes / unit,
                Double.isNaN(check) ? " NaN" : "");
    }

    private static Matrix draw(Random random, int rows, int columns) {
        double scale = 1 / Math.sqrt(columns);
        return Matrix.generate(rows, columns, () -> scale * random.nextGaussian());
    }
}
