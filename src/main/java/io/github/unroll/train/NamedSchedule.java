package io.github.unroll.train;

/** A schedule that prints as the call that made it. */
record NamedSchedule(String name, Schedule schedule) implements Schedule {

    @Override
    public double factor(long step) {
        return schedule.factor(step);
    }

    @Override
    public String toString() {
        return name;
    }
}
