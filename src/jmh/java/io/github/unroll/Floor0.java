package io.github.unroll;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The matrix products of one step, (n, n) times (n, m), and tanh of its (n, m) values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Floor0 {

    @Param({"16", "32", "100", "128", "512", "1024"})
    public int n;

    @Param({"1", "16", "64"})
    public int m;

    private final Workspace workspace = Workspace.kept();
    private double[][] weights;
    private double[][] states;
    private double[][] product;
    private double[][] gradient;

    @Setup
    public void draw() {
        Random random = new Random(1);
        double scale = 1 / Math.sqrt(n);
        weights = Matrix.generate(n, n, () -> scale * random.nextGaussian()).values();
        states = Matrix.generate(n, m, random::nextGaussian).values();
        product = new double[m][n];
        gradient = new double[n][n];
    }

    @Benchmark
    public double[][] addProduct() {
        Products.addProduct(product, weights, states, workspace);
        return product;
    }

    @Benchmark
    public double[][] addProductTransposed() {
        Products.addProductTransposed(gradient, states, states, workspace);
        return gradient;
    }

    @Benchmark
    public double[][] tanh() {
        double[][] z = Matrix.wrap(n, states).copy().values();
        Elementary.tanh(z, workspace.block());
        return z;
    }
}
