/**
 * The disks: each is an actor that outlives its replica, and keeps slots of bytes.
 *
 * <p>An operation goes {@code SimStorageAdapter} (tries again) → {@link
 * dev.vopr.storage.SimStorage} (takes its time, {@code DiskLatency}) → {@code Medium}. What goes
 * wrong is decided by {@code dev.vopr.fault.Faults}, asked through {@code DiskFaults}, and carried
 * out by {@code WriteFaults}, {@code ReadFaults}, {@code RestFaults} and {@code Tearing}; where
 * silent damage may strike, {@link dev.vopr.storage.FaultAtlas} says.
 *
 * <p>May see: {@code sim}, {@code vsr}, {@code trace}, {@code fault} and, for latency laws and the
 * world that actors share, {@code net}.
 */
package dev.vopr.storage;
