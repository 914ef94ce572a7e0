package dev.vopr.model;

/** What happened in a run of the model, counted. */
final class ModelCounters {
  long steps;
  long delivered;
  long lost;
  long lostByChance;
  long duplicated;
  long overtaken;
  long partitions;
  long clogs;
  long crashes;
  long crashesByChance;
  long suspicions;
  long viewsStarted;
  long gaps;
  long evidence;
  long answered;
  long retries;
  long mutated;
  long mutatedDelivered;
  long mutatedRejected;
}
