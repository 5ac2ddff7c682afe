namespace Joulemark.Storage;

/// <summary>A run folder and those that it goes on from, as their <c>run.json</c> name them.</summary>
/// <param name="Folders">The folders that are there, the first run's first; the one that was asked for is the last.</param>
/// <param name="Problem">What is wrong with the chain; null when it is whole.</param>
internal sealed record RunChain(IReadOnlyList<string> Folders, string? Problem)
{
    /// <summary>Follows the names from run folder to run folder; each is a sibling, whatever a changed run.json says.</summary>
    public static RunChain Of(string folder)
    {
        var folders = new List<string> { Path.GetFullPath(folder) };
        while (RunFolderReader.ReadHeader(folders[0])?.Continues is { } earlier)
        {
            if (earlier.Length == 0 || earlier is "." or ".." || earlier != Path.GetFileName(earlier))
                return new RunChain(folders, $"{Path.GetFileName(folders[0])} goes on from '{earlier}', which is no name of a run folder");
            var path = Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folders[0])) ?? "", earlier);
            if (folders.Contains(path, StringComparer.Ordinal))
                return new RunChain(folders, $"{Path.GetFileName(folders[0])} goes on from '{earlier}', which goes on from it");
            if (RunFolderReader.ReadHeader(path) is null)
                return new RunChain(folders, $"{Path.GetFileName(folders[0])} goes on from '{earlier}', which is not beside it, or has no readable {RunFolder.Run}");
            folders.Insert(0, path);
        }

        return new RunChain(folders, null);
    }
}
