namespace Joulemark.Reporting.Gating;

/// <summary>A file by its path in its repository, as those who host code know it.</summary>
internal static class RepositoryFile
{
    /// <summary>
    /// The path from the root of the repository that a folder lies in (from the folder itself, outside of any), with slashes; null
    /// for a file that is not there, or not in it.
    /// </summary>
    /// <param name="file">The file, relative to the folder or not.</param>
    /// <param name="folder">The folder that a command is given in.</param>
    public static string? PathOf(string? file, string folder)
    {
        if (string.IsNullOrEmpty(file))
            return null;
        var full = Path.GetFullPath(file, folder);
        var path = Path.GetRelativePath(Root(folder), full);
        return File.Exists(full) && !Path.IsPathRooted(path) && path.Split(Path.DirectorySeparatorChar)[0] != ".."
            ? path.Replace(Path.DirectorySeparatorChar, '/') : null;
    }

    private static string Root(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git"))) // a worktree's is a file
                return at.FullName;
        }

        return folder;
    }
}
