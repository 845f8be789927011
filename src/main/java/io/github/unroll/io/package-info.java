/**
 * Weights, data and fixtures in NumPy's own files: {@code .npz}, named arrays, and {@code .npy}, one array.
 *
 * <pre>{@code
 * Map<String, NpyArray> arrays = Npz.read(Path.of("weights.npz"));
 * Matrix Wax = arrays.get("Wax").asMatrix();     // (nA, nX)
 * List<Matrix> x = arrays.get("x").asSteps();    // (nX, m, T) -> T matrices (nX, m)
 *
 * Npz.write(Path.of("results.npz"), Map.of("a", NpyArray.ofSteps(a), "ba", NpyArray.of(ba)));
 * }</pre>
 *
 * <p>{@link io.github.unroll.io.Npz} reads and writes the files, {@link io.github.unroll.io.NpyArray} is a value with
 * its shape and its conversions. Files are not trusted: what is damaged, cut short, too large or of another kind is an
 * {@link java.io.IOException} that says what was expected where. Pickled objects are never read.
 */
package io.github.unroll.io;
