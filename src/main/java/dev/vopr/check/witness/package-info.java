/**
 * What clients saw, compared with the committed log: the log is the order in which operations are
 * said to have taken effect, and a model says what each had to return. Start reading at {@link
 * dev.vopr.check.witness.Witness}.
 */
package dev.vopr.check.witness;
