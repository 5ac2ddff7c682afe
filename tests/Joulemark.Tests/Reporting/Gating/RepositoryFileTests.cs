using Joulemark.Reporting.Gating;
using Joulemark.Testing.Devices;
using Xunit;

namespace Joulemark.Tests.Reporting.Gating;

public sealed class RepositoryFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public RepositoryFileTests()
    {
        foreach (var file in (string[])["repository/spec.yaml", "repository/deep/er/spec.yaml", "spec.yaml"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), "");
        }
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("spec.yaml", "repository", "spec.yaml")]
    [InlineData("./spec.yaml", "repository/deep/er", "deep/er/spec.yaml")]
    [InlineData("../../spec.yaml", "repository/deep/er", "spec.yaml")]
    [InlineData("../spec.yaml", "repository", null)] // outside
    [InlineData("other.yaml", "repository", null)] // not there
    [InlineData("deep", "repository", null)] // a folder
    [InlineData(null, "repository", null)]
    [InlineData("", "repository", null)]
    public void File_IsKnownByItsPathInTheRepository(string? file, string folder, string? path)
    {
        Directory.CreateDirectory(At("repository/.git"));
        Assert.Equal(path, RepositoryFile.PathOf(file, At(folder)));
        if (path is not null)
            Assert.Equal(path, RepositoryFile.PathOf(Path.GetFullPath(file!, At(folder)), At(folder)));
    }

    [Fact]
    public void File_InAWorktreeOrOutsideOfARepository_IsKnownFromThereOn()
    {
        Assert.Equal("spec.yaml", RepositoryFile.PathOf("spec.yaml", At("repository/deep/er"))); // in none: from the folder on
        File.WriteAllText(At("repository/.git"), "gitdir: elsewhere");
        Assert.Equal("deep/er/spec.yaml", RepositoryFile.PathOf("spec.yaml", At("repository/deep/er")));
    }

    private string At(string path) => Path.Combine(_directory.Path, path);
}
