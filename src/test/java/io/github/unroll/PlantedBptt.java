package io.github.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A vanilla RNN, tanh and softmax, as someone would port it from the notebook with plain loops, and with one mistake at most.
 * Arrays are {@code [row][example]}, sequences {@code [step][row][example]}.
 */
final class PlantedBptt {

    /** What ports get wrong, and the gradients that are wrong by it. */
    enum Mistake {
        NONE,
        CARRY_DROPPED("x", "a0", "Wax", "Waa", "ba"),
        A0_FED_TO_EVERY_STEP("x", "a0", "Wax", "Waa", "ba"),
        TANH_SLOPE_MISSING("x", "a0", "Wax", "Waa", "ba"),
        TANH_SLOPE_TWICE("x", "a0", "Wax", "Waa", "ba"),
        TANH_SLOPE_AT_Z("x", "a0", "Wax", "Waa", "ba"),
        WAA_NOT_TRANSPOSED("x", "a0", "Wax", "Waa", "ba"),
        ASSIGNED_INSTEAD_OF_ADDED("Wax", "Waa", "Wya", "ba", "by"),
        BIAS_GRADIENT_OF_ONE_EXAMPLE("ba", "by"),
        X_GRADIENT_THROUGH_WAA("x"),
        SUM_INSTEAD_OF_MEAN("x", "a0", "Wax", "Waa", "Wya", "ba", "by"),
        SIGN_OF_LOSS_GRADIENT("x", "a0", "Wax", "Waa", "Wya", "ba", "by"),
        /** The first backward pass is still right, so it shows in whatever uses da afterwards. */
        DA_OVERWRITTEN("x", "a0", "Wax", "Waa", "ba");

        final Set<String> wrong;

        Mistake(String... wrong) {
            this.wrong = Set.of(wrong);
        }
    }

    private final Mistake mistake;
    private final double[][] Wax;
    private final double[][] Waa;
    private final double[][] Wya;
    private final double[][] ba;
    private final double[][] by;
    private final double[][][] x;
    private final double[][] a0;
    private final double[][][] z;
    private final double[][][] a;
    private final double[][][] y;

    /** Runs forward. */
    PlantedBptt(Mistake mistake, List<Matrix> x, Matrix a0, RnnParameters p) {
        this.mistake = mistake;
        Wax = p.Wax().toArray();
        Waa = p.Waa().toArray();
        Wya = p.Wya().toArray();
        ba = p.ba().toArray();
        by = p.by().toArray();
        this.x = arrays(x);
        this.a0 = a0.toArray();
        z = new double[x.size()][p.nA()][a0.columns()];
        a = new double[x.size()][p.nA()][a0.columns()];
        y = new double[x.size()][p.nY()][a0.columns()];
        for (int t = 0; t < x.size(); t++) {
            addBias(z[t], ba);
            addProduct(z[t], Wax, this.x[t]);
            addProduct(z[t], Waa, aPrev(t));
            addBias(y[t], by);
            for (int i = 0; i < z[t].length; i++) {
                for (int j = 0; j < z[t][i].length; j++) {
                    a[t][i][j] = StrictMath.tanh(z[t][i][j]);
                }
            }
            addProduct(y[t], Wya, a[t]);
            softmax(y[t]);
        }
    }

    private double[][] aPrev(int t) {
        return t == 0 || mistake == Mistake.A0_FED_TO_EVERY_STEP ? a0 : a[t - 1];
    }

    /** The mean cross-entropy. */
    double loss(List<Matrix> targets) {
        double sum = 0;
        for (int t = 0; t < y.length; t++) {
            for (int k = 0; k < y[t].length; k++) {
                for (int j = 0; j < y[t][k].length; j++) {
                    sum -= targets.get(t).get(k, j) * StrictMath.log(y[t][k][j]);
                }
            }
        }
        return sum / (y.length * a0[0].length);
    }

    /** {@code sum of da a}, a loss whose gradient at the states is da. */
    double loss(double[][][] da) {
        double sum = 0;
        for (int t = 0; t < a.length; t++) {
            for (int i = 0; i < a[t].length; i++) {
                for (int j = 0; j < a[t][i].length; j++) {
                    sum += da[t][i][j] * a[t][i][j];
                }
            }
        }
        return sum;
    }

    /** From the mean cross-entropy. */
    RnnGradients backward(List<Matrix> targets) {
        double[][][] da = zeros(a);
        double[][] dWya = new double[Wya.length][Wya[0].length];
        double[][] dby = new double[by.length][1];
        double n = mistake == Mistake.SUM_INSTEAD_OF_MEAN ? 1 : y.length * a0[0].length;
        double sign = mistake == Mistake.SIGN_OF_LOSS_GRADIENT ? -1 : 1;
        for (int t = y.length - 1; t >= 0; t--) {
            double[][] dLogits = new double[y[t].length][y[t][0].length];
            for (int k = 0; k < dLogits.length; k++) {
                for (int j = 0; j < dLogits[k].length; j++) {
                    dLogits[k][j] = sign * (y[t][k][j] - targets.get(t).get(k, j)) / n;
                }
            }
            startStep(dWya, dby);
            addProduct(dWya, dLogits, transpose(a[t]));
            addBiasGradient(dby, dLogits);
            addProduct(da[t], transpose(Wya), dLogits);
        }
        return backward(da, dWya, dby);
    }

    /** From given gradients at the states, which should stay as they are. */
    RnnGradients backward(double[][][] da) {
        return backward(da, new double[Wya.length][Wya[0].length], new double[by.length][1]);
    }

    private RnnGradients backward(double[][][] da, double[][] dWya, double[][] dby) {
        double[][] dWax = new double[Wax.length][Wax[0].length];
        double[][] dWaa = new double[Waa.length][Waa.length];
        double[][] dba = new double[Waa.length][1];
        double[][][] dx = zeros(x);
        double[][] carry = new double[Waa.length][a0[0].length];
        for (int t = x.length - 1; t >= 0; t--) {
            double[][] daNext = mistake == Mistake.DA_OVERWRITTEN ? da[t] : copy(da[t]);
            if (mistake != Mistake.CARRY_DROPPED) {
                add(daNext, carry);
            }
            double[][] dz = multiplyBySlope(daNext, t);
            startStep(dWax, dWaa, dba);
            addProduct(dWax, dz, transpose(x[t]));
            addProduct(dWaa, dz, transpose(aPrev(t)));
            addBiasGradient(dba, dz);
            addProduct(dx[t], transpose(mistake == Mistake.X_GRADIENT_THROUGH_WAA ? Waa : Wax), dz);
            carry = new double[Waa.length][a0[0].length];
            addProduct(carry, mistake == Mistake.WAA_NOT_TRANSPOSED ? Waa : transpose(Waa), dz);
        }
        List<Matrix> dxs = new ArrayList<>();
        for (double[][] dxt : dx) {
            dxs.add(Matrix.of(dxt));
        }
        RnnParameters d =
                new RnnParameters(Matrix.of(dWax), Matrix.of(dWaa), Matrix.of(dWya), Matrix.of(dba), Matrix.of(dby));
        return new RnnGradients(Double.NaN, dxs, Matrix.of(carry), d);
    }

    private double[][] multiplyBySlope(double[][] daNext, int t) {
        double[][] dz = copy(daNext);
        for (int i = 0; i < dz.length; i++) {
            for (int j = 0; j < dz[i].length; j++) {
                double slope = 1 - a[t][i][j] * a[t][i][j];
                dz[i][j] *= switch (mistake) {
                    case TANH_SLOPE_MISSING -> 1;
                    case TANH_SLOPE_TWICE -> slope * slope;
                    case TANH_SLOPE_AT_Z -> 1 - z[t][i][j] * z[t][i][j];
                    default -> slope;
                };
            }
        }
        return dz;
    }

    /** What {@code =} instead of {@code +=} does: whatever was summed so far is lost. */
    private void startStep(double[][]... sums) {
        if (mistake == Mistake.ASSIGNED_INSTEAD_OF_ADDED) {
            for (double[][] sum : sums) {
                for (double[] row : sum) {
                    Arrays.fill(row, 0);
                }
            }
        }
    }

    private void addBiasGradient(double[][] db, double[][] d) {
        int m = mistake == Mistake.BIAS_GRADIENT_OF_ONE_EXAMPLE ? 1 : d[0].length;
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < m; j++) {
                db[i][0] += d[i][j];
            }
        }
    }

    static double[][][] arrays(List<Matrix> steps) {
        return steps.stream().map(Matrix::toArray).toArray(double[][][]::new);
    }

    private static double[][] copy(double[][] a) {
        return Matrix.of(a).toArray();
    }

    private static double[][] transpose(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                t[j][i] = a[i][j];
            }
        }
        return t;
    }

    private static double[][][] zeros(double[][][] like) {
        return new double[like.length][like[0].length][like[0][0].length];
    }

    private static void add(double[][] c, double[][] a) {
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                c[i][j] += a[i][j];
            }
        }
    }

    private static void addBias(double[][] c, double[][] bias) {
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                c[i][j] += bias[i][0];
            }
        }
    }

    private static void addProduct(double[][] c, double[][] a, double[][] b) {
        for (int i = 0; i < c.length; i++) {
            for (int j = 0; j < c[i].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
    }

    private static void softmax(double[][] z) {
        for (int j = 0; j < z[0].length; j++) {
            double sum = 0;
            for (double[] row : z) {
                row[j] = StrictMath.exp(row[j]);
                sum += row[j];
            }
            for (double[] row : z) {
                row[j] /= sum;
            }
        }
    }
}
