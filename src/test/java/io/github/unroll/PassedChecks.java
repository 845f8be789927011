package io.github.unroll;

import io.github.unroll.GradientReport.Comparison;
import java.util.Locale;

/** Gradient checks that have to pass, and the largest relative error among them. */
final class PassedChecks {

    private int checks;
    private double largestError;

    void add(GradientReport report) {
        report.assertPassed();
        for (Comparison comparison : report.comparisons()) {
            double worst = comparison.worst().get(0).relativeError();
            largestError = Math.max(largestError, Math.max(worst, comparison.wholeError()));
        }
        checks++;
    }

    /** One line. */
    String largest(String ofWhat) {
        String form = "Largest relative error of %d gradient checks of %s: %.1e%n";
        return String.format(Locale.ROOT, form, checks, ofWhat, largestError);
    }
}
