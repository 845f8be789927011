package io.github.unroll.examples;

import java.io.PrintStream;

/** One line of the terminal that is written over and over while a training runs, and gone when it is done; nothing in a file. */
final class ProgressLine {

    private static final int BAR = 24;
    private static final long PAUSE = 100_000_000; // nanoseconds: a terminal is slower than a small network

    private final PrintStream out;
    private int width;
    private long last = System.nanoTime() - PAUSE;

    ProgressLine(PrintStream out) {
        this.out = out;
    }

    /** Shows how much is done, unless it was shown a moment ago. */
    void show(double fraction, String text) {
        if (System.console() == null || System.nanoTime() - last < PAUSE) {
            return;
        }
        last = System.nanoTime();
        int done = (int) Math.round(BAR * Math.min(1, fraction));
        String line = "   [" + "#".repeat(done) + ".".repeat(BAR - done) + "] " + text;
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    /** Wipes the line. */
    void clear() {
        if (width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            width = 0;
        }
    }
}
