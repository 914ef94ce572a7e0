package dev.vopr.canary;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds out whether changed classes still have all that others may have been compiled against. */
final class Signatures {
  private Signatures() {}

  /** Returns whether a class lacks a member that the running one of the same name has. */
  static boolean areLost(Map<String, byte[]> changed) {
    ClassLoader running = Signatures.class.getClassLoader();
    ClassLoader planted = new PlantedLoader(running, changed);
    for (String name : changed.keySet()) {
      Set<String> before = of(name, running);
      before.removeAll(of(name, planted));
      if (!before.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Returns the members of a class; those of one that is new to the loader are none. */
  private static Set<String> of(String name, ClassLoader loader) {
    try {
      return of(Class.forName(name, false, loader));
    } catch (ClassNotFoundException e) {
      return new TreeSet<>();
    }
  }

  private static Set<String> of(Class<?> type) {
    Set<String> all = new TreeSet<>();
    for (Method method : type.getDeclaredMethods()) {
      add(all, method, method.toString());
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      add(all, constructor, constructor.toString());
    }
    for (Field field : type.getDeclaredFields()) {
      add(all, field, field.toString());
    }
    return all;
  }

  private static void add(Set<String> all, Member member, String text) {
    if (!Modifier.isPrivate(member.getModifiers()) && !member.isSynthetic()) {
      all.add(text);
    }
  }
}
