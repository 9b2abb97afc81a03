package io.racetrace.access.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a command does to one document, or to some that nobody can tell.
 *
 * @param collection null where the text does not name it
 * @param key the {@code _id}, in text; null where the command does not tell one
 * @param masked whether it is only hidden that the command would have told one
 * @param equal the fields that are compared by equality, beside the key, with their value where it
 *     is seen
 * @param compared the fields that are compared in another way
 * @param set the fields that are set, with their value where it is seen and single
 * @param changed the fields that are changed from what is there, with the amount where it is seen
 * @param computed whether the store computes the new document from the old one as a whole
 */
public record DocumentEffect(
    Kind kind,
    @Nullable String collection,
    @Nullable String key,
    boolean masked,
    Map<String, String> equal,
    Set<String> compared,
    Map<String, String> set,
    Map<String, String> changed,
    boolean computed) {

  /** Stands for a value that is not seen. */
  public static final String UNSEEN = "";

  /** How a document is touched. */
  public enum Kind {
    READ,
    UPDATE,
    INSERT,
    /** Inserted, unless it is there already. */
    INSERT_IF_ABSENT,
    DELETE
  }

  /** Copies the collections. */
  public DocumentEffect {
    equal = Collections.unmodifiableMap(new LinkedHashMap<>(equal));
    compared = Set.copyOf(compared);
    set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
  }
}
