package dev.drover.jinja;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the names of one scope stand for. This follows Jinja's own analysis, because its rules show:
 * a name that a scope assigns anywhere belongs to that scope from its start, where it begins as the
 * outer scope's variable, or as undefined.
 */
final class Symbols {

  /** How a variable gets its value when its scope is entered. */
  sealed interface Load {
    /** It is a parameter: whoever enters the scope sets it. */
    record Parameter() implements Load {}

    /** It is looked up among what the caller passed and the globals. */
    record Resolve(String name) implements Load {}

    record Alias(Variable source) implements Load {}

    record Undefined() implements Load {}
  }

  private final Symbols parent;
  private final Layout layout;
  private final Map<String, Variable> variables;
  private final Map<String, Variable> refs;
  private final Map<Variable, Load> loads;
  private final Set<String> stores;

  Symbols(Symbols parent, Layout layout) {
    this(parent, layout, new HashMap<>(), new HashMap<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  private Symbols(
      Symbols parent,
      Layout layout,
      Map<String, Variable> variables,
      Map<String, Variable> refs,
      Map<Variable, Load> loads,
      Set<String> stores) {
    this.parent = parent;
    this.layout = layout;
    this.variables = variables;
    this.refs = refs;
    this.loads = loads;
    this.stores = stores;
  }

  /** Returns a copy for one branch of an if; see {@link #merge}. */
  Symbols copy() {
    return new Symbols(
        parent,
        layout,
        variables,
        new HashMap<>(refs),
        new LinkedHashMap<>(loads),
        new HashSet<>(stores));
  }

  Layout layout() {
    return layout;
  }

  Map<Variable, Load> loads() {
    return loads;
  }

  private Variable define(String name, Load load) {
    Variable variable =
        variables.computeIfAbsent(name, _ -> new Variable(layout, layout.allocate()));
    refs.put(name, variable);
    loads.put(variable, load);
    return variable;
  }

  /** Returns the variable a name stands for here or in an enclosing scope, or null. */
  Variable find(String name) {
    for (Symbols at = this; at != null; at = at.parent) {
      Variable variable = at.refs.get(name);
      if (variable != null) {
        return variable;
      }
    }
    return null;
  }

  private Variable findOutside(String name) {
    return parent == null ? null : parent.find(name);
  }

  /** Notes that a name is assigned here. */
  void store(String name) {
    stores.add(name);
    if (!refs.containsKey(name)) {
      Variable outer = findOutside(name);
      define(name, outer == null ? new Load.Undefined() : new Load.Alias(outer));
    }
  }

  /** Notes that a name is read here. */
  void load(String name) {
    if (find(name) == null) {
      define(name, new Load.Resolve(name));
    }
  }

  /** Declares a parameter of this scope. */
  Variable parameter(String name) {
    stores.add(name);
    return define(name, new Load.Parameter());
  }

  /** Joins the branches of an if: what only some of them assign keeps its outer value in others. */
  void merge(List<Symbols> branches) {
    Set<String> assigned = new HashSet<>();
    for (Symbols branch : branches) {
      assigned.addAll(branch.stores);
    }
    assigned.removeAll(stores);
    for (Symbols branch : branches) {
      refs.putAll(branch.refs);
      loads.putAll(branch.loads);
      stores.addAll(branch.stores);
    }
    for (String name : assigned) {
      Variable outer = findOutside(name);
      loads.put(find(name), outer == null ? new Load.Resolve(name) : new Load.Alias(outer));
    }
  }
}
