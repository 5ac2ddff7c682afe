namespace Joulemark.Tests.Architecture;

/// <summary>The repository that the tests were built from, for tests of its own files.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Joulemark.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no Joulemark.slnx above the tests");
        return folder;
    }
}
