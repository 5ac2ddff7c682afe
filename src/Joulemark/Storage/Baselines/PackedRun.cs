using System.IO.Compression;
using Joulemark.Diagnostics;
using Joulemark.Records;

namespace Joulemark.Storage.Baselines;

/// <summary>A run's records in one file.</summary>
internal static class PackedRun
{
    /// <summary>Packs the run in a folder, and has it on the disk.</summary>
    /// <param name="runFolder">The folder.</param>
    /// <param name="file">A file that is not there yet.</param>
    public static void Write(string runFolder, string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            // Only what figures are made from: the rest is made again.
            foreach (var record in RunFolder.Records.Append(RunFolder.Run).Append(RunFolder.Imported).Select(f => Path.Combine(runFolder, f)).Where(File.Exists))
                zip.CreateEntryFromFile(record, Path.GetFileName(record), CompressionLevel.SmallestSize);
        }

        stream.Flush(flushToDisk: true);
    }

    /// <summary>The run, and the configuration of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="expected">What it should be.</param>
    /// <param name="isValid">True where its figures were valid when it was packed.</param>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read; it is another run, or without that configuration: somebody changed the folder, or merged it by halves.</exception>
    public static (RunRecord Run, ConfigurationRecord Configuration) Read(string file, BaselineRun expected, bool isValid)
    {
        var unpacked = Directory.CreateTempSubdirectory("joulemark-baseline-");
        try
        {
            ZipFile.ExtractToDirectory(file, unpacked.FullName);
            var run = RunFolderReader.ReadAlone(unpacked.FullName); // the configuration is all of this run, whatever it goes on from
            if (isValid)
                run = run with { ContinuedBy = run.Header.Id }; // one that was cut off had finished it when it was set
            return run.Header.Id != expected.Run ? throw new InvalidDataException($"it is of {run.Header.Id}, and what is beside it is of {expected.Run}, as after a merge of one of them only")
                : run.Header.Configurations.FirstOrDefault(c => c.Name == expected.Configuration) is { } configuration ? (run, configuration)
                : throw new InvalidDataException($"{run.Header.Id} has no configuration '{expected.Configuration}'");
        }
        catch (Exception e) when (e is InvalidDataException or JoulemarkException || FileFailure.Is(e))
        {
            throw StoreDamage.Unreadable(file, e);
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }
}
