package io.github.unroll.train;

import io.github.unroll.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Classes of predictions beside those of targets: the row of the largest value; of one output 1 where it is above 0.5. */
final class Accuracy {

    private final List<int[]> predicted = new ArrayList<>(); // of each step the class of each example

    /** The share of the data's targets that are predicted correctly, so many examples at a time. */
    static double of(Dataset data, int m, Function<Batch, List<Matrix>> predict) {
        long right = 0;
        int example = 0;
        for (Batch batch : data.inOrder(m)) {
            Accuracy accuracy = new Accuracy(predict.apply(batch));
            for (int j = 0; j < batch.m(); j++) {
                right += accuracy.right(j, data.y(example++));
            }
        }
        return (double) right / data.targets();
    }

    /** For a batch of predictions, T matrices (nY, m). */
    private Accuracy(List<Matrix> predictions) {
        for (Matrix y : predictions) {
            predicted.add(classes(y));
        }
    }

    /** How many targets of an example are predicted correctly: y is (nY, its length), or (nY, 1) at its last step. */
    private int right(int example, Matrix y) {
        int[] wanted = classes(y);
        int from = wanted.length == 1 ? predicted.size() - 1 : 0; // past its end an example's last one is repeated
        int right = 0;
        for (int t = 0; t < wanted.length; t++) {
            right += predicted.get(from + t)[example] == wanted[t] ? 1 : 0;
        }
        return right;
    }

    /** The class of each column, -1 where it holds a NaN. */
    private static int[] classes(Matrix columns) {
        int[] classes = new int[columns.columns()];
        for (int j = 0; j < classes.length; j++) {
            classes[j] = Labels.label(columns, j);
        }
        return classes;
    }

    /** Each target must name a class: 0 or 1, or of several outputs one that is the largest, all from 0 to 1. */
    static void checkTargets(String method, Dataset data) {
        for (int example = 0; example < data.size(); example++) {
            Matrix y = data.y(example);
            for (int j = 0; j < y.columns(); j++) {
                if (!(y.rows() == 1 ? isZeroOrOne(y.get(0, j)) : namesAClass(y, j))) {
                    int t = data.x(example).columns() - y.columns() + j; // a single target is at the last step
                    String expected = y.rows() == 1 ? "0 or 1" : "from 0 to 1, and one of them the largest,";
                    String place = "targets of example " + example + " at step " + t;
                    throw Checks.error(method, place, expected, y.column(j).toString());
                }
            }
        }
    }

    private static boolean isZeroOrOne(double target) {
        return target == 0 || target == 1;
    }

    private static boolean namesAClass(Matrix y, int t) {
        double largest = y.get(Labels.largest(y, t), t);
        int times = 0;
        for (int k = 0; k < y.rows(); k++) {
            times += y.get(k, t) == largest ? 1 : 0;
            if (!(y.get(k, t) >= 0 && y.get(k, t) <= 1)) {
                return false;
            }
        }
        return times == 1;
    }
}
