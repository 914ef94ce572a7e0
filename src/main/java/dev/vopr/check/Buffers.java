package dev.vopr.check;

import dev.vopr.vsr.ReplicaView;
import dev.vopr.vsr.state.StateMachine;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the longest list, table or array of objects that a replica keeps, whoever of its parts
 * keeps it: a buffer that nobody told the checkers of is found as well. The service's state is left
 * out, which is as large as its clients make it.
 */
final class Buffers {
  private static final String PROTOCOL = "dev.vopr.vsr.";
  private static final String MESSAGES = "dev.vopr.vsr.message.";

  /**
   * Something that a replica keeps.
   *
   * @param name the field that holds it, such as {@code NormalOperation.queue}
   * @param size number of its elements
   */
  record Held(String name, long size) {}

  /** Classes never change: what was found out about one holds for all runs. */
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return fieldsOf(type);
        }
      };

  private static final ClassValue<Boolean> ARE_PARTS =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isPart(type);
        }
      };

  private final List<Object> visited = new ArrayList<>();

  /** Null as long as none is found. */
  private Field longest;

  private long longestSize;

  /** Returns the longest of all, if there is any. */
  Optional<Held> longest(ReplicaView replica) {
    visited.clear();
    longest = null;
    longestSize = -1;
    visited.add(replica);
    // The list grows as it is worked off: no depth of the parts can be too much.
    for (int i = 0; i < visited.size(); i++) {
      look(visited.get(i));
    }
    return Optional.ofNullable(longest).map(field -> new Held(name(field), longestSize));
  }

  private static String name(Field field) {
    return field.getDeclaringClass().getSimpleName() + "." + field.getName();
  }

  private void look(Object part) {
    // Numbers in arrays are counters and clocks, one for each of something.
    for (Field field : FIELDS.get(part.getClass())) {
      Object value = read(field, part);
      if (value instanceof Collection<?> collection) {
        note(field, collection.size());
      } else if (value instanceof Map<?, ?> map) {
        note(field, map.size());
      } else if (value instanceof Object[] slots) {
        note(field, slots.length);
      } else if (value != null && ARE_PARTS.get(value.getClass()) && !isVisited(value)) {
        visited.add(value);
      }
    }
  }

  private void note(Field field, long size) {
    if (size > longestSize) {
      longest = field;
      longestSize = size;
    }
  }

  /** What the protocol consists of, but not what is told or written: that does not change. */
  private static boolean isPart(Class<?> type) {
    return type.getName().startsWith(PROTOCOL)
        && !type.getName().startsWith(MESSAGES)
        && !Enum.class.isAssignableFrom(type)
        && !StateMachine.class.isAssignableFrom(type);
  }

  private boolean isVisited(Object value) {
    for (Object each : visited) {
      if (each == value) {
        return true;
      }
    }
    return false;
  }

  private static List<Field> fieldsOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Field field : type.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && mayHoldAny(field.getType())) {
        field.setAccessible(true);
        fields.add(field);
      }
    }
    return fields;
  }

  /** Whether a field of that type may ever hold a list, a table, an array of objects or a part. */
  private static boolean mayHoldAny(Class<?> type) {
    if (type.isArray()) {
      return !type.getComponentType().isPrimitive();
    }
    return !Modifier.isFinal(type.getModifiers())
        || isPart(type)
        || Collection.class.isAssignableFrom(type)
        || Map.class.isAssignableFrom(type);
  }

  private static Object read(Field field, Object part) {
    try {
      return field.get(part);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a field of this program can be read: " + field, e);
    }
  }
}
