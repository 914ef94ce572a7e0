package dev.vopr.config;

import com.typesafe.config.ConfigValue;
import java.util.function.Function;

/**
 * What a reader asks of a setting.
 *
 * @param remedy what to do if the setting is missing or wrong, such as {@code give true or false}
 * @param harmless a legal value with which reading goes on after a problem
 * @param parse reads a value that is there
 */
record Wanted<T>(String remedy, T harmless, Function<ConfigValue, Parsed<T>> parse) {}
