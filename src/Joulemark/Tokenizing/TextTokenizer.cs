using Joulemark.Workloads;

namespace Joulemark.Tokenizing;

/// <summary>A tokenizer on this machine, as far as it is needed here: it counts, and it names words that are one token.</summary>
internal abstract class TextTokenizer : ITokenCounter
{
    public abstract string Name { get; }

    /// <summary>
    /// The vocabulary's pieces as text, a leading space written as one; pieces that are no whole text are left out. Empty
    /// where the vocabulary cannot be listed.
    /// </summary>
    public virtual IEnumerable<string> Pieces => [];

    public abstract int Count(string text);
}
