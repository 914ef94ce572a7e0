package dev.vopr.vsr.scripted;

import dev.vopr.vsr.Output;
import dev.vopr.vsr.client.ClientProxy;
import dev.vopr.vsr.client.ClientSettings;
import dev.vopr.vsr.codec.Frame;
import dev.vopr.vsr.codec.MessageCodec;
import dev.vopr.vsr.message.Bytes;
import dev.vopr.vsr.message.Nodes;
import dev.vopr.vsr.proof.Notary;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client that asks for one operation after the other, each with a text of its own. */
final class ScriptedClient {
  private final int index;
  private final ClientSettings settings;
  private final MessageCodec codec;
  private final Notary notary;
  private final ArrayDeque<String> wanted = new ArrayDeque<>();
  private final Map<String, String> results = new LinkedHashMap<>();
  private ClientProxy proxy;
  private String outstanding = "";
  private int made;
  private int lives;
  private int unknown;

  ScriptedClient(int index, ClientSettings settings, MessageCodec codec, Notary notary) {
    this.notary = notary;
    this.index = index;
    this.settings = settings;
    this.codec = codec;
    restart();
  }

  /** The client forgets all, and begins anew; nobody knows what becomes of what it asked for. */
  void restart() {
    lives++;
    outstanding = "";
    proxy = new ClientProxy(settings, node(), codec, 1_000L * index + lives, notary);
  }

  int node() {
    return Nodes.client(index);
  }

  /** Takes down that the client shall ask for one more operation; returns its text. */
  String want() {
    made++;
    String text = "c" + index + "." + made;
    wanted.addLast(text);
    return text;
  }

  List<Output.Send> tick(long now) {
    if (proxy.isWaiting()) {
      return proxy.onTick(now).sends();
    }
    if (wanted.isEmpty()) {
      return List.of();
    }
    outstanding = wanted.removeFirst();
    return proxy.submit(Bytes.of(outstanding), now).sends();
  }

  List<Output.Send> receive(int link, Frame frame, long now) {
    ClientProxy.Step step = proxy.onReceived(link, frame, now);
    step.result().ifPresent(this::onResult);
    if (step.isUnknown()) {
      unknown++;
    }
    return step.sends();
  }

  private void onResult(Bytes result) {
    String text = result.text();
    if (!text.endsWith(":" + outstanding)) {
      throw new AssertionError(outstanding + " is answered by " + text);
    }
    results.put(outstanding, text);
  }

  boolean isAnswered(String text) {
    return results.containsKey(text);
  }

  int replies() {
    return results.size();
  }

  /** Returns how many requests nobody can tell the fate of, because the session was evicted. */
  int unknown() {
    return unknown;
  }

  long retries() {
    return proxy.retries();
  }
}
