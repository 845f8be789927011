package io.github.unroll.train;

import java.util.random.RandomGenerator;

/**
 * A small random generator whose whole state is one number, so that a file can hold it, and whose sequence is fixed
 * here, so that it is the same on every JVM.
 *
 * <pre>{@code
 * state = state + 0x9e3779b97f4a7c15
 * z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9
 * z = (z ^ (z >>> 27)) * 0x94d049bb133111eb
 * next = z ^ (z >>> 31)
 * }</pre>
 *
 * <p>Not thread-safe. Steele, G. L., Lea, D. and Flood, C. H. (2014). Fast splittable pseudorandom number generators.
 * doi:10.1145/2660193.2660195; the multipliers are David Stafford's variant 13, as in Sebastiano Vigna's reference
 * code.
 */
public final class SplitMix64 implements RandomGenerator {

    private long state;

    /**
     * A generator that starts from a seed, or goes on from a {@link #state()}.
     *
     * @param seed any number
     */
    public SplitMix64(long seed) {
        state = seed;
    }

    /**
     * The state: {@code new SplitMix64(state())} goes on where this generator is.
     *
     * @return the state
     */
    public long state() {
        return state;
    }

    @Override
    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        return mix(state);
    }

    /**
     * From 0 to below 1, evenly, by the upper 53 bits of the next number.
     *
     * @return the next number times 2^-53
     */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    private static long mix(long state) {
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * The generator of one of many numbered sequences of a seed: a function of both, whatever was drawn from the
     * others.
     */
    static SplitMix64 of(long seed, long number) {
        return new SplitMix64(mix(mix(seed) + number));
    }

    /** The numbers from 0 to n - 1 in random order (Fisher and Yates). */
    static int[] shuffled(int n, RandomGenerator random) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int j = below(i + 1, random);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /**
     * From 0 to bound - 1: the upper 32 bits times the bound, whose unevenness is below bound / 2^32. Not the
     * generator's own {@code nextInt(bound)}, the steps of which may differ between JDKs.
     */
    private static int below(int bound, RandomGenerator random) {
        return (int) ((random.nextLong() >>> 32) * bound >>> 32);
    }
}
