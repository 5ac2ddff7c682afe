namespace Joulemark.Machines.Linux;

/// <summary>A process and all that come from it, at one moment.</summary>
internal static class ProcessDescendants
{
    /// <summary>Their numbers, the root's first.</summary>
    public static IReadOnlyList<int> Of(string procfs, int root)
    {
        var found = new List<int> { root };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(ProcessChildren.Of(procfs, found[i]).Where(c => !found.Contains(c)));
        return found;
    }
}
