/**
 * Messages as bytes, bounded and checked. Start reading at {@link dev.vopr.vsr.codec.MessageCodec}.
 */
package dev.vopr.vsr.codec;
