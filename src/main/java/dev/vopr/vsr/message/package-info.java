/**
 * What clients and replicas say to each other. Start reading at {@link
 * dev.vopr.vsr.message.Message}.
 */
package dev.vopr.vsr.message;
