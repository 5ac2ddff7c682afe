using Joulemark.Planning;

namespace Joulemark;

/// <summary>Components by name. A name taken twice is a bug; an unknown one is answered with the valid ones.</summary>
internal sealed class Catalog<T>
{
    private readonly Dictionary<string, T> _byName = new(StringComparer.Ordinal);
    private readonly string _what;

    public Catalog(string what, Func<T, string> name, IEnumerable<T> components)
    {
        _what = what;
        foreach (var component in components)
        {
            if (!_byName.TryAdd(name(component), component))
                throw new InvalidOperationException($"Two {what} components are called '{name(component)}'.");
        }

        Names = [.. _byName.Keys];
    }

    /// <summary>All names, in the order they were added.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The component of a name.</summary>
    /// <exception cref="ArgumentException">No component is called so; the message lists those that are.</exception>
    public T Get(string name) => _byName.TryGetValue(name, out var component) ? component
        : throw new ArgumentException($"There is no {_what} called '{name}'{NearestName.Suggestion(name, Names)}. There are: {string.Join(", ", Names)}.", nameof(name));
}
