using Joulemark.Diagnostics;

namespace Joulemark.Storage.Baselines;

/// <summary>What became of a store's file on its way through a repository, in words to act by.</summary>
internal static class StoreDamage
{
    private const int Looked = 4096;

    /// <summary>What is the matter with a file that cannot be read, and what to do.</summary>
    /// <param name="file">The file.</param>
    /// <param name="failure">What came of reading it.</param>
    public static JoulemarkException Unreadable(string file, Exception failure)
    {
        var beginning = Beginning(file);
        var (what, remedy) = beginning.StartsWith("version https://git-lfs", StringComparison.Ordinal)
            ? ($"'{file}' is a pointer of Git LFS, and not the file itself", "Fetch it: git lfs pull.")
            : beginning.Contains("<<<<<<< ", StringComparison.Ordinal) && beginning.Contains(">>>>>>> ", StringComparison.Ordinal)
            ? ($"a merge left its conflict in '{file}'", "Take the whole folder that it is in from one side of the merge: git checkout --ours (or --theirs) -- FOLDER; or set the baseline again.")
            : ($"'{file}' cannot be read: {(FileFailure.Is(failure) ? FileFailure.Why(failure, file) : failure.Message)}", "Set the baseline again, or remove its folder.");
        return new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7051", DiagnosticSeverity.Error, what, remedy));
    }

    private static string Beginning(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var text = new char[Looked];
            return new string(text, 0, reader.ReadBlock(text));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            return "";
        }
    }
}
