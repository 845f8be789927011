/**
 * Weights, data and fixtures in NumPy's own files: {@code .npz}, named arrays, and {@code .npy}, one array.
 *
 * <pre>{@code
 * Map<String, NpyArray> arrays = Npz.read(Path.of("weights.npz"));
 * Matrix Wax = arrays.get("Wax").asMatrix();     // (nA, nX)
 * List<Matrix> x = arrays.get("x").asSteps();    // (nX, m, T) -> T matrices (nX, m)
 *
 * Map<String, NpyArray> results = new LinkedHashMap<>();
 * results.put("a", NpyArray.ofSteps(a));
 * results.put("ba", NpyArray.of(ba));
 * Npz.write(Path.of("results.npz"), results);
 * }</pre>
 *
 * <p>{@link io.github.unroll.io.Npz} reads and writes the files, {@link io.github.unroll.io.NpyArray} is a value with
 * its shape and its conversions. Files are not trusted: what is damaged, cut short, too large or of another kind is an
 * {@link java.io.IOException} that says what was expected where. Pickled objects are never read.
 */
package io.github.unroll.io;
