using Joulemark.Tests.Architecture;
using Xunit;

namespace Joulemark.Tests.Reporting;

/// <summary>What writers gave when somebody looked at it. JOULEMARK_UPDATE_GOLDEN=1 takes what they give now: look at the difference before committing it.</summary>
internal static class Golden
{
    public static void Match(string name, string actual)
    {
        var file = Path.Combine(Repository.Root, "tests", "Joulemark.Tests", "Reporting", "golden", name);
        actual = actual.Replace(ToolVersion.Current, "VERSION", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("JOULEMARK_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
    }
}
