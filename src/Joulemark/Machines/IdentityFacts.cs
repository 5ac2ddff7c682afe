namespace Joulemark.Machines;

/// <summary>Keys of the facts that say which machine it was: captured on it, and held against each other where its runs are compared.</summary>
internal static class IdentityFacts
{
    /// <summary>Which installation of a system.</summary>
    public const string Installation = "machine.installation";

    /// <summary>Which start of it.</summary>
    public const string Boot = "machine.boot";
}
