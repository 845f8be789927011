package io.github.unroll;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * One digest over what the notebook's RNN and LSTM compute, with softmax cross-entropy at every step: forward pass, loss, all
 * gradients and three steps of Adam, at awkward sizes. It must be {@link #EXPECTED} on every JVM, compiled or interpreted, at every vector width.
 *
 * <pre>{@code
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.SameBits                        this JVM
 * mvn -q test-compile exec:java -Dexec.mainClass=io.github.unroll.SameBits -Dexec.args="HOME ..." every mode of these JDKs
 * }</pre>
 */
public final class SameBits {

    /** Changes only when a formula, an order of summation or an elementary function is changed on purpose. */
    static final String EXPECTED = "3ac0df649ef11d648e970de4458f23ca";

    /** nX, nA, nY, m, T: short of, at and beyond vector widths; in a workspace; in several blocks of steps. */
    static final int[][] SIZES = {
        {1, 2, 3, 5, 4}, {3, 13, 5, 7, 6}, {9, 33, 17, 6, 2}, {10, 67, 4, 5, 2}, {3, 70, 2, 33, 2}, {2, 5, 3, 90, 5}
    };

    private static final String[][] MODES = {
        {}, {"-Xint"}, {"-XX:TieredStopAtLevel=1"}, {"-XX:UseAVX=0"}, {"-XX:UseAVX=1"}, {"-XX:UseAVX=2"}, {"-Xcomp"}
    };

    private SameBits() {}

    public static void main(String[] homes) throws IOException, InterruptedException {
        if (homes.length == 0) {
            String digest = digest();
            System.out.println(digest + (digest.equals(EXPECTED) ? "  as expected" : "  expected " + EXPECTED));
            if (!digest.equals(EXPECTED)) {
                System.exit(1);
            }
        }
        boolean failed = false;
        for (String home : homes) {
            for (String[] mode : MODES) {
                List<String> command = new ArrayList<>();
                command.add(Path.of(home, "bin", "java").toString());
                command.addAll(List.of(mode));
                command.addAll(List.of(
                        "-cp",
                        "target/classes" + File.pathSeparator + "target/test-classes",
                        SameBits.class.getName()));
                System.out.printf("%-40s %-26s ", home, String.join(" ", mode));
                System.out.flush();
                failed |= new ProcessBuilder(command).inheritIO().start().waitFor() != 0;
            }
        }
        if (failed) {
            System.exit(1);
        }
    }

    /** Of the sequences, repeated for some seconds, so that every method meets every compiler. */
    static String digest() {
        long end = System.nanoTime() + 2_000_000_000L;
        String first = digest(new SameBitsPasses.Sequences());
        while (System.nanoTime() < end) {
            String again = digest(new SameBitsPasses.Sequences());
            if (!again.equals(first)) {
                return again + " after " + first;
            }
        }
        return first;
    }

    /** Forward, loss, gradients and three steps of an optimizer, by these passes. */
    static String digest(SameBitsPasses passes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int[] size : SIZES) {
                for (Matrix matrix : passes.rnn(size)) {
                    update(digest, matrix);
                }
                for (Matrix matrix : passes.lstm(size)) {
                    update(digest, matrix);
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void update(MessageDigest digest, Matrix matrix) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * matrix.rows() * matrix.columns());
        for (double[] row : matrix.toArray()) {
            for (double value : row) {
                bytes.putLong(Double.doubleToRawLongBits(value));
            }
        }
        digest.update(bytes.array());
    }

    /** The inputs of one size, the same on every JVM: drawn from java.util.Random, whose numbers are specified. */
    static final class Inputs {

        final RnnParameters rnn;
        final LstmParameters lstm;
        final List<Matrix> x = new ArrayList<>();
        final List<Matrix> targets = new ArrayList<>();
        final Matrix a0;
        final Matrix c0;

        private final Random random;

        Inputs(int[] size) {
            int nX = size[0];
            int nA = size[1];
            int nY = size[2];
            int m = size[3];
            random = new Random(nA);
            rnn = new RnnParameters(draw(nA, nX), draw(nA, nA), draw(nY, nA), draw(nA, 1), draw(nY, 1));
            int n = nA + nX;
            lstm = new LstmParameters(
                    draw(nA, n),
                    draw(nA, 1),
                    draw(nA, n),
                    draw(nA, 1),
                    draw(nA, n),
                    draw(nA, 1),
                    draw(nA, n),
                    draw(nA, 1),
                    draw(nY, nA),
                    draw(nY, 1));
            for (int t = 0; t < size[4]; t++) {
                x.add(draw(nX, m));
                double[][] oneHot = new double[nY][m];
                for (int j = 0; j < m; j++) {
                    oneHot[random.nextInt(nY)][j] = 1;
                }
                targets.add(Matrix.of(oneHot));
            }
            a0 = draw(nA, m);
            c0 = draw(nA, m);
        }

        private Matrix draw(int rows, int columns) {
            return Matrix.generate(rows, columns, () -> 2 * random.nextDouble() - 1);
        }
    }
}
