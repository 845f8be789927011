package io.github.unroll;

/**
 * The options of a {@link GradientCheck}.
 *
 * @param tolerance the largest relative error that passes
 * @param step h at an entry of size up to 1
 * @param fivePoints four evaluations an entry instead of two
 * @param sample entries of each name; 0 for all
 * @param directions random directions of each name instead of entries; 0 for entries
 * @param seed of the sample or the directions
 * @param absoluteFloor the size below which the error is absolute; negative for the default
 * @param examples m, for the hints; 0 if not known
 */
record GradientSettings(
        double tolerance,
        double step,
        boolean fivePoints,
        int sample,
        int directions,
        long seed,
        double absoluteFloor,
        int examples) {}
