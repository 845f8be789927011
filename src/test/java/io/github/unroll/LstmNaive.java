package io.github.unroll;

import static io.github.unroll.LstmMistake.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The backward pass of an LSTM once more, step by step, nothing joined or reused, and with one mistake if asked for.
 */
final class LstmNaive {

    private static final String GATES = "fico";

    private final LstmMistake mistake;

    private LstmNaive(LstmMistake mistake) {
        this.mistake = mistake;
    }

    /** As {@link LstmBptt#backward(List, Matrix, List)}, if the mistake is NONE. */
    static LstmGradients backward(List<Matrix> da, Matrix dcLast, List<LstmCache> caches, LstmMistake mistake) {
        return new LstmNaive(mistake).backward(da, dcLast, caches);
    }

    private LstmGradients backward(List<Matrix> da, Matrix dcLast, List<LstmCache> caches) {
        LstmParameters p = caches.get(0).parameters();
        Map<String, Matrix> sums = new LinkedHashMap<>();
        p.named().forEach((name, matrix) -> sums.put(name, Matrix.zeros(matrix.rows(), matrix.columns())));
        List<Matrix> dx = new ArrayList<>();
        Matrix daPrev = dcLast.times(0);
        Matrix dcPrev = dcLast;
        for (int t = caches.size() - 1; t >= 0; t--) {
            boolean last = t == caches.size() - 1;
            Matrix daNext =
                    is(DA_NOT_CARRIED, NEITHER_CARRIED) ? da.get(t) : da.get(t).plus(daPrev);
            Matrix dcNext = is(DC_NOT_CARRIED, NEITHER_CARRIED) && !last ? dcPrev.times(0) : dcPrev;
            LstmCache cache = caches.get(t);
            Matrix cPrev = is(C0_IS_C1) && t == 0 ? cache.cNext() : cache.cPrev();

            Map<Character, Matrix> dz = gates(daNext, dcNext, cPrev, cache);
            for (char gate : GATES.toCharArray()) {
                addTo(sums, "W" + gate, dz.get(gate).times(concat(cache).transpose()));
                addTo(sums, "b" + gate, dz.get(gate).times(ones(daNext.columns())));
            }
            if (is(BIASES_OF_2018)) {
                for (char gate : new char[] {'i', 'c', 'o'}) {
                    sums.put("b" + gate, sums.get("bf").plus(dz.get(gate).times(ones(daNext.columns()))));
                }
            }
            dx.add(backThroughWeights(dz, p, p.nA(), p.nX()));
            daPrev = backThroughWeights(dz, p, 0, p.nA());
            dcPrev = dc(daNext, dcNext, cache).combine(cache.ft(), LstmNaive::product);
        }
        Collections.reverse(dx);
        return new LstmGradients(Double.NaN, dx, daPrev, dcPrev, p.withNamed(reported(sums)));
    }

    /** The gradients at the pre-activations f, i, c, o, each (nA, m). */
    private Map<Character, Matrix> gates(Matrix daNext, Matrix dcNext, Matrix cPrev, LstmCache cache) {
        Matrix f = cache.ft();
        Matrix i = cache.it();
        Matrix k = cache.cct();
        Matrix o = cache.ot();
        Matrix tanhC = cache.cNext().map(StrictMath::tanh);

        // the two terms of dc = dc_next + da o (1 - tanh²(c))
        Matrix own = is(DC_ASSIGNED) ? dcNext.times(0) : dcNext;
        Matrix through = product(daNext, o, tanhC.map(v -> 1 - v * v));

        Matrix slopeF = f.map(v -> v * (1 - v));
        Matrix forget = product(own.plus(through), cPrev, slopeF);
        if (is(DZF_WITHOUT_PARENTHESES)) {
            forget = product(own, cPrev).plus(product(through, cPrev, slopeF));
        } else if (is(DZF_WITH_CCT_FOR_C_PREV)) {
            forget = product(product(own, k).plus(product(through, cPrev)), slopeF);
        } else if (is(DZF_OF_2018)) {
            forget = product(own, k).plus(product(through, cPrev, slopeF));
        }

        Matrix slopeI = i.map(v -> v * (1 - v));
        Matrix update = product(own.plus(through), k, slopeI);
        if (is(DZI_WITHOUT_PARENTHESES)) {
            update = product(own, k).plus(product(through, k, slopeI));
        }

        Matrix slopeK = k.map(v -> 1 - v * v);
        Matrix twice = k.map(v -> 1 - StrictMath.tanh(v) * StrictMath.tanh(v));
        Matrix candidate = product(own.plus(through), i, slopeK);
        if (is(DZC_WITHOUT_PARENTHESES)) {
            candidate = product(own, i).plus(product(through, i, slopeK));
        } else if (is(DZC_TIMES_CCT)) {
            candidate = product(candidate, k);
        } else if (is(DZC_TANH_TWICE)) {
            candidate = product(own.plus(through), i, twice);
        } else if (is(DZC_OF_2018)) {
            candidate = product(own, i).plus(product(product(through, i), k, twice));
        }

        Matrix output = product(daNext, tanhC, o.map(v -> v * (1 - v)));
        return Map.of('f', forget, 'i', update, 'c', candidate, 'o', output);
    }

    private Matrix dc(Matrix daNext, Matrix dcNext, LstmCache cache) {
        Matrix slope = cache.cNext().map(v -> 1 - StrictMath.tanh(v) * StrictMath.tanh(v));
        Matrix through = product(daNext, cache.ot(), slope);
        return is(DC_ASSIGNED) ? through : dcNext.plus(through);
    }

    /** {@code sum of W' dz}, with the columns of W from (inclusive), count of them. */
    private Matrix backThroughWeights(Map<Character, Matrix> dz, LstmParameters p, int from, int count) {
        Matrix sum = Matrix.zeros(count, dz.get('f').columns());
        for (char gate : GATES.toCharArray()) {
            Matrix W = p.named().get("W" + gate);
            double[][] slice = new double[count][p.nA()];
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < p.nA(); j++) {
                    int place = (from + i) * p.nA() + j; // in memory, if the rows of a (nA + nX, nA) matrix were there
                    slice[i][j] =
                            is(W_SLICED_BY_ROWS) ? W.get(place / W.columns(), place % W.columns()) : W.get(j, from + i);
                }
            }
            sum = sum.plus(Matrix.of(slice).times(dz.get(gate)));
        }
        return sum;
    }

    private Map<String, Matrix> reported(Map<String, Matrix> sums) {
        switch (mistake) {
            case DBI_WITH_DBF_ADDED -> addTo(sums, "bi", sums.get("bf"));
            case DBC_WITH_DBF_ADDED -> addTo(sums, "bc", sums.get("bf"));
            case DBO_WITH_DBF_ADDED -> addTo(sums, "bo", sums.get("bf"));
            case GATES_I_AND_F_SWAPPED -> swap(sums, 'f', 'i');
            case GATES_C_AND_O_SWAPPED -> swap(sums, 'c', 'o');
            default -> {}
        }
        return sums;
    }

    private static void swap(Map<String, Matrix> sums, char one, char other) {
        for (String kind : List.of("W", "b")) {
            sums.put(kind + one, sums.put(kind + other, sums.get(kind + one)));
        }
    }

    private static void addTo(Map<String, Matrix> sums, String name, Matrix term) {
        sums.put(name, sums.get(name).plus(term));
    }

    private boolean is(LstmMistake... any) {
        return List.of(any).contains(mistake);
    }

    /** {@code [a<t-1>; x<t>]}, (nA + nX, m). */
    private static Matrix concat(LstmCache cache) {
        double[][] above = cache.aPrev().toArray();
        double[][] below = cache.xt().toArray();
        double[][] rows = new double[above.length + below.length][];
        System.arraycopy(above, 0, rows, 0, above.length);
        System.arraycopy(below, 0, rows, above.length, below.length);
        return Matrix.of(rows);
    }

    private static Matrix ones(int m) {
        return Matrix.zeros(m, 1).map(v -> 1);
    }

    private static Matrix product(Matrix a, Matrix b, Matrix c) {
        return product(product(a, b), c);
    }

    private static Matrix product(Matrix a, Matrix b) {
        return a.combine(b, LstmNaive::product);
    }

    private static double product(double a, double b) {
        return a * b;
    }
}
